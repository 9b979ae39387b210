using System.Globalization;
using System.Text;

namespace Downhill.Compute.Execution;

/// <summary>How a fused kernel reads an operand while it goes through features and rows.</summary>
internal enum ReadMode
{
    /// <summary>A number per feature and row.</summary>
    Full,

    /// <summary>A number per row, the same for all features.</summary>
    RowScalar,

    /// <summary>A number per feature, the same for all rows.</summary>
    FeatureScalar,

    /// <summary>One number.</summary>
    Scalar,
}

/// <summary>What a fused kernel does at one place.</summary>
/// <param name="Op">An elementwise operation; <see cref="Op.Constant"/> for a literal.</param>
/// <param name="Contraction">Whether the first two arguments are multiplied first: ab + c, or c − ab for <see cref="Op.Subtract"/>.</param>
/// <param name="Arguments">Numbers of leaves (from 0) or of steps (after the leaves).</param>
/// <param name="Literal">The literal.</param>
internal sealed record FusedStep(Op Op, bool Contraction, int[] Arguments, double Literal);

/// <summary>A group of elementwise operations that is compiled into one loop: leaves, steps, and which of them are written.</summary>
internal sealed record FusedCode(ReadMode[] Leaves, FusedStep[] Steps, int[] Outputs)
{
    /// <summary>Equal keys are the same kernel.</summary>
    internal string Key()
    {
        StringBuilder key = new();
        key.AppendJoin(',', Leaves).Append(';');
        foreach (FusedStep step in Steps)
        {
            key.Append(step.Op).Append(step.Contraction ? "*" : "").AppendJoin(',', step.Arguments)
                .Append(step.Op == Op.Constant ? step.Literal.ToString("R", CultureInfo.InvariantCulture) : "").Append(';');
        }

        return key.AppendJoin(',', Outputs).ToString();
    }

    /// <summary>Multiplications that only one addition or subtraction reads become part of it.</summary>
    internal static FusedCode Contract(FusedCode code)
    {
        int leaves = code.Leaves.Length;
        int[] uses = new int[leaves + code.Steps.Length];
        foreach (int argument in code.Steps.SelectMany(step => step.Arguments).Concat(code.Outputs))
        {
            uses[argument]++;
        }

        FusedStep[] steps = [.. code.Steps.Select(step => Contracted(step, code.Steps, leaves, uses))];
        return WithoutDead(code with { Steps = steps });
    }

    private static FusedStep Contracted(FusedStep step, FusedStep[] steps, int leaves, int[] uses)
    {
        if (step.Op is not (Op.Add or Op.Subtract))
        {
            return step;
        }

        int[] a = step.Arguments;
        return IsLoneProduct(a[1]) ? step with { Contraction = true, Arguments = [.. steps[a[1] - leaves].Arguments, a[0]] }
            : step.Op == Op.Add && IsLoneProduct(a[0]) ? step with { Contraction = true, Arguments = [.. steps[a[0] - leaves].Arguments, a[1]] }
            : step;

        bool IsLoneProduct(int argument) => argument >= leaves && uses[argument] == 1 && steps[argument - leaves].Op == Op.Multiply;
    }

    private static FusedCode WithoutDead(FusedCode code)
    {
        int leaves = code.Leaves.Length;
        bool[] live = new bool[leaves + code.Steps.Length];
        foreach (int output in code.Outputs)
        {
            live[output] = true;
        }

        for (int i = code.Steps.Length - 1; i >= 0; i--)
        {
            foreach (int argument in live[leaves + i] ? code.Steps[i].Arguments : [])
            {
                live[argument] = true;
            }
        }

        int[] place = new int[live.Length];
        int next = leaves;
        for (int i = 0; i < live.Length; i++)
        {
            place[i] = i < leaves ? i : live[i] ? next++ : -1;
        }

        return new FusedCode(
            code.Leaves,
            [.. code.Steps.Where((_, i) => live[leaves + i]).Select(step => step with { Arguments = [.. step.Arguments.Select(a => place[a])] })],
            [.. code.Outputs.Select(output => place[output])]);
    }
}
