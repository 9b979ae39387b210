using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Execution;

/// <summary>Compiles fused groups to machine code: one loop over features and rows, several vectors at a time.</summary>
internal static class Emitter
{
    // Several independent vectors at once hide the latency of the elementary functions.
    private const int Interleave = 4;

    // So many operands of all vectors at once leave registers for what is made of them: with more, a kernel of 15 operands took 2.7 times as long.
    private const int OperandsBudget = 12;

    // Above 512 locals the JIT stops inlining, and a kernel becomes several times slower; an elementary function costs about 30.
    private const int LocalsBudget = 420;

    private static readonly ModuleBuilder Module = AssemblyBuilder
        .DefineDynamicAssembly(new AssemblyName("Downhill.Compute.Emitted"), AssemblyBuilderAccess.Run)
        .DefineDynamicModule("Kernels");

    private static readonly ConcurrentDictionary<(Type, string), Lazy<nint>> Compiled = new();

    private static int s_count;

    /// <summary>About how many locals a step makes the JIT create.</summary>
    internal static int Cost(Op op) => op.IsElementary() ? 40 : 2;

    /// <summary>The largest cost of a group that can still be interleaved twice.</summary>
    internal static int CostLimit => LocalsBudget / 2;

    /// <summary>The address of the kernel for lanes L of vectors V of numbers T; the same code is compiled once.</summary>
    internal static nint Compile<L, V, T>(FusedCode code)
        where L : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged =>
        Compiled.GetOrAdd((typeof(L), code.Key()), static (_, code) => new Lazy<nint>(() => new Kernel(typeof(L), typeof(V), typeof(T), L.Count, code).Emit()), code).Value;

    private sealed class Kernel(Type lanes, Type vector, Type number, int count, FusedCode code)
    {
        private readonly Type _elementary = typeof(Elementary<,,>).MakeGenericType(lanes, vector, number);
        private readonly int _size = number == typeof(float) ? 4 : 8;
        private ILGenerator _il = null!;
        private LocalBuilder[] _pointers = [];
        private LocalBuilder?[] _broadcasts = [];
        private LocalBuilder _offset = null!;

        private int Leaves => code.Leaves.Length;

        internal nint Emit()
        {
            string name = $"Kernel{Interlocked.Increment(ref s_count)}";
            lock (Module)
            {
                TypeBuilder type = Module.DefineType(name, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
                MethodBuilder method = type.DefineMethod("Run", MethodAttributes.Public | MethodAttributes.Static, typeof(void), [typeof(nint), typeof(nint), typeof(nint)]);
                method.SetImplementationFlags(MethodImplAttributes.AggressiveOptimization);
                _il = method.GetILGenerator();
                Loops();
                return type.CreateType().GetMethod("Run")!.MethodHandle.GetFunctionPointer();
            }
        }

        private void Loops()
        {
            Prologue();
            LocalBuilder feature = _il.DeclareLocal(typeof(nint)), length = _il.DeclareLocal(typeof(nint));
            int interleave = Interleaved();
            Label nextFeature = _il.DefineLabel(), done = _il.DefineLabel();

            // length = rows · size of a number; the offset into a feature counts in bytes.
            _il.Emit(OpCodes.Ldarg_2);
            _il.Emit(OpCodes.Ldc_I4, _size);
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Mul);
            _il.Emit(OpCodes.Stloc, length);
            SetZero(feature);

            _il.MarkLabel(nextFeature);
            _il.Emit(OpCodes.Ldloc, feature);
            _il.Emit(OpCodes.Ldarg_1);
            _il.Emit(OpCodes.Bge, done);
            BroadcastFeature();
            SetZero(_offset);
            Rows(interleave, length);
            if (interleave > 1)
            {
                Rows(1, length);
            }

            AdvancePointers(length);
            Increase(feature, 1);
            _il.Emit(OpCodes.Br, nextFeature);
            _il.MarkLabel(done);
            _il.Emit(OpCodes.Ret);
        }

        private int Interleaved()
        {
            int locals = code.Steps.Sum(step => Cost(step.Op)) + Leaves;
            int operands = code.Leaves.Count(mode => mode is ReadMode.Full or ReadMode.RowScalar);
            return Math.Clamp(Math.Min(LocalsBudget / Math.Max(1, locals), OperandsBudget / Math.Max(1, operands)), 1, Interleave);
        }

        private void Prologue()
        {
            _offset = _il.DeclareLocal(typeof(nint));
            _pointers = [.. Enumerable.Range(0, Leaves + code.Outputs.Length).Select(_ => _il.DeclareLocal(typeof(nint)))];
            _broadcasts = new LocalBuilder?[Leaves + code.Steps.Length];
            for (int i = 0; i < _pointers.Length; i++)
            {
                _il.Emit(OpCodes.Ldarg_0);
                _il.Emit(OpCodes.Ldc_I4, i * IntPtr.Size);
                _il.Emit(OpCodes.Add);
                _il.Emit(OpCodes.Ldind_I);
                _il.Emit(OpCodes.Stloc, _pointers[i]);
            }

            for (int i = 0; i < Leaves; i++)
            {
                if (code.Leaves[i] is ReadMode.Scalar or ReadMode.FeatureScalar)
                {
                    _broadcasts[i] = _il.DeclareLocal(vector);
                }

                if (code.Leaves[i] == ReadMode.Scalar)
                {
                    Broadcast(i);
                }
            }

            for (int i = 0; i < code.Steps.Length; i++)
            {
                if (code.Steps[i].Op == Op.Constant)
                {
                    _broadcasts[Leaves + i] = _il.DeclareLocal(vector);
                    _il.Emit(OpCodes.Ldc_R8, code.Steps[i].Literal);
                    CallLanes("Constant");
                    _il.Emit(OpCodes.Stloc, _broadcasts[Leaves + i]!);
                }
            }
        }

        private void BroadcastFeature()
        {
            for (int i = 0; i < Leaves; i++)
            {
                if (code.Leaves[i] == ReadMode.FeatureScalar)
                {
                    Broadcast(i);
                    Increase(_pointers[i], _size);
                }
            }
        }

        private void Broadcast(int leaf)
        {
            _il.Emit(OpCodes.Ldloc, _pointers[leaf]);
            _il.Emit(number == typeof(float) ? OpCodes.Ldind_R4 : OpCodes.Ldind_R8);
            CallLanes("Broadcast");
            _il.Emit(OpCodes.Stloc, _broadcasts[leaf]!);
        }

        private void Rows(int interleave, LocalBuilder length)
        {
            Label again = _il.DefineLabel(), end = _il.DefineLabel();
            _il.MarkLabel(again);
            _il.Emit(OpCodes.Ldloc, _offset);
            _il.Emit(OpCodes.Ldc_I4, interleave * count * _size);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldloc, length);
            _il.Emit(OpCodes.Bgt, end);
            Body(interleave);
            Increase(_offset, interleave * count * _size);
            _il.Emit(OpCodes.Br, again);
            _il.MarkLabel(end);
        }

        private void Body(int interleave)
        {
            LocalBuilder[,] values = new LocalBuilder[Leaves + code.Steps.Length, interleave];
            for (int i = 0; i < values.GetLength(0); i++)
            {
                for (int u = 0; u < interleave; u++)
                {
                    if (_broadcasts[i] is { } broadcast)
                    {
                        values[i, u] = broadcast;
                        continue;
                    }

                    values[i, u] = _il.DeclareLocal(vector);
                    if (i < Leaves)
                    {
                        Address(i, u);
                        CallLanes("Load");
                    }
                    else
                    {
                        Step(code.Steps[i - Leaves], values, u);
                    }

                    _il.Emit(OpCodes.Stloc, values[i, u]);
                }
            }

            for (int o = 0; o < code.Outputs.Length; o++)
            {
                for (int u = 0; u < interleave; u++)
                {
                    _il.Emit(OpCodes.Ldloc, values[code.Outputs[o], u]);
                    Address(Leaves + o, u);
                    CallLanes("Store");
                }
            }
        }

        private void Step(FusedStep step, LocalBuilder[,] values, int u)
        {
            foreach (int argument in step.Arguments)
            {
                _il.Emit(OpCodes.Ldloc, values[argument, u]);
            }

            (Type owner, string name) = Method(step);
            Call(owner, name);
        }

        private (Type Owner, string Name) Method(FusedStep step) => step.Op switch
        {
            Op.Add when step.Contraction => (lanes, "FusedMultiplyAdd"),
            Op.Subtract when step.Contraction => (lanes, "FusedNegateMultiplyAdd"),
            Op.Minimum => (lanes, "Min"),
            Op.Maximum => (lanes, "Max"),
            Op.Add or Op.Subtract or Op.Multiply or Op.Divide or Op.Less or Op.Equal or Op.Select
                or Op.Negate or Op.Sqrt or Op.Abs or Op.Sign => (lanes, step.Op.ToString()),
            _ => (_elementary, step.Op.ToString()),
        };

        private void Address(int pointer, int u)
        {
            _il.Emit(OpCodes.Ldloc, _pointers[pointer]);
            _il.Emit(OpCodes.Ldloc, _offset);
            _il.Emit(OpCodes.Add);
            if (u > 0)
            {
                _il.Emit(OpCodes.Ldc_I4, u * count * _size);
                _il.Emit(OpCodes.Add);
            }
        }

        private void AdvancePointers(LocalBuilder length)
        {
            for (int i = 0; i < _pointers.Length; i++)
            {
                if (i >= Leaves || code.Leaves[i] == ReadMode.Full)
                {
                    _il.Emit(OpCodes.Ldloc, _pointers[i]);
                    _il.Emit(OpCodes.Ldloc, length);
                    _il.Emit(OpCodes.Add);
                    _il.Emit(OpCodes.Stloc, _pointers[i]);
                }
            }
        }

        private void SetZero(LocalBuilder local)
        {
            _il.Emit(OpCodes.Ldc_I4_0);
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Stloc, local);
        }

        private void Increase(LocalBuilder local, int by)
        {
            _il.Emit(OpCodes.Ldloc, local);
            _il.Emit(OpCodes.Ldc_I4, by);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Stloc, local);
        }

        private void CallLanes(string name) => Call(lanes, name);

        private void Call(Type owner, string name) =>
            _il.Emit(OpCodes.Call, owner.GetMethod(name, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
                ?? throw new InvalidOperationException($"{owner.Name} has no {name}."));
    }
}
