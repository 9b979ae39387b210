using System.Numerics;
using Downhill.Compute.Execution.Tasks;

namespace Downhill.Compute.Execution;

/// <summary>Gathers elementwise values of one shape until another task needs one of them, and makes one kernel of each gathering.</summary>
/// <param name="machine">Compiles the kernels.</param>
/// <param name="tasks">Where they are added.</param>
/// <param name="values">All the values that will be added, in order.</param>
internal sealed class Fusion<T>(Machine<T> machine, List<TileTask<T>> tasks, IEnumerable<Value> values)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Dictionary<(Rows? Rows, int Length), Group> _groups = [];
    private readonly Dictionary<Value, Cone> _cones = values.ToDictionary(value => value, value => new Cone(value));

    /// <summary>Who reads a value's memory, in order.</summary>
    private ILookup<Value, Value>? _readers;
    private readonly HashSet<Value> _done = [];

    private ILookup<Value, Value> Readers => _readers ??= _cones
        .SelectMany(pair => pair.Value.Operands.Distinct(), (pair, operand) => (Reader: pair.Key, Operand: operand))
        .ToLookup(pair => pair.Operand, pair => pair.Reader);

    internal void Add(Value value)
    {
        // What is not stored is computed where it is read.
        if (!_cones.TryGetValue(value, out Cone? cone) || _done.Contains(value))
        {
            return;
        }

        Group group = GroupOf(value);
        foreach (Value leaf in cone.Operands)
        {
            if (GroupOf(leaf) is { } other && other.Members.Contains(leaf) && (other != group || cone.Rearranged.Contains(leaf)))
            {
                Flush(other);
            }
        }

        if (group.Cost + cone.Cost > Emitter.CostLimit)
        {
            Flush(group);
        }

        Take(value, group);
    }

    internal void FlushFor(IEnumerable<Value> reads)
    {
        foreach (Value value in reads.Select(Marking.Base))
        {
            if (GroupOf(value).Members.Contains(value))
            {
                Flush(GroupOf(value));
            }
        }
    }

    internal void FlushAll()
    {
        foreach (Group group in _groups.Values)
        {
            Flush(group);
        }
    }

    private Group GroupOf(Value value)
    {
        (Rows?, int) key = (value.Shape.Rows, value.Shape.Length);
        return _groups.TryGetValue(key, out Group? group) ? group : _groups[key] = new Group();
    }

    private void Flush(Group group)
    {
        if (group.Members.Count == 0)
        {
            return;
        }

        TakeAlong(group);
        Value[] members = [.. group.Members];
        group.Members.Clear();
        group.Cost = 0;
        tasks.Add(new Writer(machine).Task(members));
    }

    private void Take(Value value, Group group)
    {
        group.Members.Add(value);
        group.Cost += _cones[value].Cost;
        _done.Add(value);
    }

    // What later kernels would compute from nothing but what this one has in registers is computed here: its operands are not read again.
    private void TakeAlong(Group group)
    {
        HashSet<Value> known = [.. group.Members, .. group.Members.SelectMany(member => _cones[member].Operands)];
        foreach (Value value in known.SelectMany(operand => Readers[operand]).Distinct().ToArray())
        {
            Cone cone = _cones[value];
            if (!_done.Contains(value) && GroupOf(value) == group && group.Cost + cone.Cost <= Emitter.CostLimit
                && cone.Operands.TrueForAll(known.Contains) && !cone.Rearranged.Overlaps(group.Members))
            {
                Take(value, group);
                known.Add(value);
            }
        }
    }

    private sealed class Group
    {
        internal List<Value> Members { get; } = [];

        internal int Cost { get; set; }
    }

    /// <summary>What computing a value takes: the stored values that it reads, and the operations in between.</summary>
    private sealed class Cone
    {
        internal Cone(Value value)
        {
            HashSet<Value> seen = [];
            Stack<Value> open = new(value.Inputs);
            Cost = Emitter.Cost(value.Op);
            while (open.TryPop(out Value? v))
            {
                if (v.Fill is not null || !seen.Add(v))
                {
                    continue;
                }

                if (v is { IsBound: false, Op: Op.Broadcast, IsStored: false })
                {
                    Operands.Add(Marking.Base(v.Inputs[0]));
                    Rearranged.Add(Marking.Base(v.Inputs[0]));
                }
                else if (v.IsStored || v.IsBound)
                {
                    Operands.Add(Marking.Base(v));
                    if (v != Marking.Base(v))
                    {
                        Rearranged.Add(Marking.Base(v));
                    }
                }
                else
                {
                    Cost += Emitter.Cost(v.Op);
                    foreach (Value input in v.Inputs)
                    {
                        open.Push(input);
                    }
                }
            }
        }

        internal int Cost { get; }

        /// <summary>The values whose memory is read.</summary>
        internal List<Value> Operands { get; } = [];

        /// <summary>Those of them that are read otherwise than number by number.</summary>
        internal HashSet<Value> Rearranged { get; } = [];
    }

    /// <summary>Writes the code of one kernel.</summary>
    private sealed class Writer(Machine<T> machine)
    {
        private readonly List<(Operand Operand, ReadMode Mode)> _leaves = [];
        private readonly List<FusedStep> _steps = [];
        private readonly Dictionary<Value, int> _places = [];
        private readonly List<Value> _reads = [];

        internal FusedTask<T> Task(Value[] members)
        {
            foreach (Value member in members)
            {
                _places[member] = Compute(member);
            }

            // Leaves were numbered from 0 and steps from −1 downwards, as long as the number of leaves was not known.
            int leaves = _leaves.Count;
            int Final(int place) => place >= 0 ? place : leaves - 1 - place;
            FusedCode code = new(
                [.. _leaves.Select(leaf => leaf.Mode)],
                [.. _steps.Select(step => step with { Arguments = [.. step.Arguments.Select(Final)] })],
                [.. members.Select(member => Final(_places[member]))]);
            code = FusedCode.Contract(code);
            Operand[] operands = [.. _leaves.Select(leaf => leaf.Operand), .. members.Select(Scheduler<T>.Place)];
            Shape shape = members[0].Shape;
            return new FusedTask<T>(machine.Compile(code), operands, shape.Length, shape.IsShared, machine.Count) { Reads = [.. _reads], Writes = members };
        }

        private int Visit(Value value)
        {
            if (!_places.TryGetValue(value, out int place))
            {
                place = value switch
                {
                    { IsBound: false, Fill: null, IsStored: true } or { IsBound: true } => Leaf(value, ReadMode.Full),
                    { Op: Op.Broadcast } => Leaf(value.Inputs[0], Marking.ModeOf(value)!.Value),
                    _ => Compute(value),
                };
                _places[value] = place;
            }

            return place;
        }

        private int Compute(Value value)
        {
            if (value.Fill is { } literal)
            {
                return Step(new FusedStep(Op.Constant, false, [], literal));
            }

            int[] arguments = [.. value.Inputs.Select(Visit)];
            return value.Op == Op.Reshape ? arguments[0] : Step(new FusedStep(value.Op, false, arguments, 0));
        }

        private int Leaf(Value value, ReadMode mode)
        {
            (Operand, ReadMode) leaf = (Scheduler<T>.Place(value), mode);
            int place = _leaves.IndexOf(leaf);
            if (place < 0)
            {
                _leaves.Add(leaf);
                _reads.Add(value);
                place = _leaves.Count - 1;
            }

            return place;
        }

        private int Step(FusedStep step)
        {
            _steps.Add(step);
            return -_steps.Count;
        }
    }
}
