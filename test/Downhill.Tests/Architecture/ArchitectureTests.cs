using Downhill.Compute;

namespace Downhill.Tests.Architecture;

/// <summary>Which namespace may use which. The table is the architecture; the test reads it off the compiled code.</summary>
public sealed class ArchitectureTests
{
    // Everything in the library may use Compute and the root; a namespace below one of these counts as it.
    private static readonly Family[] Table =
    [
        new("Downhill.Compute", "how is it computed, and what is its derivative?"),
        new("Downhill", "what are the nouns?", "Downhill.Compute"),
        Library("Energies", "what is the landscape?"),
        Library("Densities", "what is drawn, and how likely was it?", "Energies"),
        Library("Dynamics", "how does a point move in it?"),
        Library("Data", "what did we observe?"),
        Library("Distributed", "who computes, and how do they agree?"),
        Library("Mdps", "what can be decided, and what is it worth?", "Data"),
        Library("Simulation", "what would we have seen?", "Energies", "Dynamics"),
        Library("Objectives", "what makes a landscape good?", "Dynamics"),
        Library("Training", "how is it improved?", "Objectives", "Dynamics", "Data", "Distributed"),
        Library("Inverse", "which reward explains what was done?", "Mdps", "Energies", "Training"),
        Library("Control", "how does an agent learn to act?"),
        Library("Imitation", "how is an expert imitated from samples?", "Control", "Data"),
        Library("Bootstrapping", "where does a value go that learns from its own guesses?", "Energies", "Mdps"),
        Library("Planning", "what should be done now?", "Control", "Energies", "Dynamics", "Data"),
    ];

    private static readonly string[] LibraryFiles = [typeof(Node).Assembly.Location, typeof(Energy).Assembly.Location];

    // What stands on the library. An experiment may use all of it; the command line is meant to call experiments, and of the library it
    // may touch only what goes in and out: points, tables, tracks of known systems, progress. It makes no energy, no stepper, no objective.
    private static readonly Family[] Hosts =
    [
        new("Downhill.Report", "how is it drawn?"),
        new("Downhill.Experiments", "what did we find, and does it hold?", ["Downhill.Report", .. Table.Select(family => family.Name)]),
        new("Downhill.Cli", "what was asked for?", "Downhill.Experiments", "Downhill.Report", "Downhill.Compute", "Downhill", "Downhill.Data", "Downhill.Simulation", "Downhill.Training"),
    ];

    [Fact]
    public void Namespaces_depend_only_downwards()
    {
        string[] wrong = [.. LibraryFiles.SelectMany(file => Wrong(file, Table))];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Every_namespace_of_the_library_is_in_the_table()
    {
        string[] spaces = [.. new[] { typeof(Node), typeof(Energy) }.SelectMany(type => type.Assembly.GetTypes()).Select(type => FamilyOf(type.FullName!)).OfType<string>().Distinct()];
        Assert.Contains("Downhill.Energies", spaces);
        Assert.Empty(spaces.Except(Table.Select(family => family.Name)));
    }

    [Fact]
    public void The_table_has_no_circles()
    {
        // Each row uses only rows above it.
        for (int row = 0; row < Table.Length; row++)
        {
            Assert.Empty(Table[row].MayUse.Except(Table[..row].Select(family => family.Name)));
        }
    }

    [BuiltTheory]
    [InlineData("Downhill.Report")]
    [InlineData("Downhill.Experiments")]
    [InlineData("Downhill.Cli")]
    public void Hosts_use_only_what_they_stand_on(string name)
    {
        string[] wrong = [.. Wrong(BuiltTheoryAttribute.FileOf(name), Hosts)];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    // What the reader must see, one line for each place that a dependency can hide in: were the reader blind, the tests above would pass.
    [Theory]
    [InlineData("Downhill.Energies.DoubleWell", "Downhill.Energy")] // a base type
    [InlineData("Downhill.Energies.DoubleWell", "Downhill.Compute.Maths")] // a call in a body
    [InlineData("Downhill.SumEnergy", "Downhill.Parameter")] // a generic argument in a signature
    [InlineData("Downhill.Landscape", "Downhill.Compute.Computation`1")] // a field
    [InlineData("Downhill.Simulation.Simulator", "Downhill.Dynamics.Chain")] // a local variable
    [InlineData("Downhill.Simulation.KnownSystems", "Downhill.Energies.Activation")] // what a called member takes
    public void The_reader_sees(string user, string used) => Assert.Contains(new Dependency(user, used), Dependencies.Of(typeof(Energy).Assembly.Location));

    [Theory]
    [InlineData("Downhill.Tests.Architecture.Fixtures.ByAttribute", "Downhill.Tests.Architecture.Fixtures.MarkAttribute")]
    [InlineData("Downhill.Tests.Architecture.Fixtures.ByInterface", "Downhill.Tests.Architecture.Fixtures.ISide")]
    [InlineData("Downhill.Tests.Architecture.Fixtures.ByTypeOf", "Downhill.Tests.Architecture.Fixtures.Target")]
    [InlineData("Downhill.Tests.Architecture.Fixtures.ByGenericCall", "Downhill.Tests.Architecture.Fixtures.Target")]
    [InlineData("Downhill.Tests.Architecture.Fixtures.ByConstraint", "Downhill.Tests.Architecture.Fixtures.Target")]
    [InlineData("Downhill.Tests.Architecture.Fixtures.ByStatic", "Downhill.Tests.Architecture.Fixtures.Target")]
    [InlineData("Downhill.Tests.Architecture.Fixtures.ByLambda", "Downhill.Tests.Architecture.Fixtures.Target")]
    [InlineData("Downhill.Tests.Architecture.Fixtures.ByCatch", "Downhill.Tests.Architecture.Fixtures.OwnException")]
    [InlineData("Downhill.Tests.Architecture.Fixtures.ByArray", "Downhill.Tests.Architecture.Fixtures.Target")]
    public void The_reader_sees_hidden_ways(string user, string used) => Assert.Contains(new Dependency(user, used), Dependencies.Of(typeof(ArchitectureTests).Assembly.Location));

    [Fact]
    public void The_reader_does_not_see_what_is_not_there()
    {
        IReadOnlyList<Dependency> found = Dependencies.Of(typeof(Energy).Assembly.Location);
        Assert.DoesNotContain(new Dependency("Downhill.Energies.DoubleWell", "Downhill.Energies.Rosenbrock"), found);
        Assert.DoesNotContain(new Dependency("Downhill.Energy", "Downhill.Dynamics.Chain"), found);
    }

    private static Family Library(string name, string question, params string[] uses) =>
        new($"Downhill.{name}", question, ["Downhill.Compute", "Downhill", .. uses.Select(use => $"Downhill.{use}")]);

    // "Downhill.Data" of "Downhill.Data.Table", "Downhill" of "Downhill.Energy", null of what is not ours.
    private static string? FamilyOf(string type)
    {
        string[] parts = type.Split('+')[0].Split('.');
        return parts[0] != "Downhill" ? null : parts.Length == 2 ? "Downhill" : $"Downhill.{parts[1]}";
    }

    private static IEnumerable<string> Wrong(string file, Family[] table)
    {
        IEnumerable<string> wrong =
            from dependency in Dependencies.Of(file)
            let user = FamilyOf(dependency.User)
            let used = FamilyOf(dependency.Used)
            where user is not null && used is not null && user != used
            where !(Array.Find(table, family => family.Name == user)?.MayUse.Contains(used) ?? false)
            select $"{dependency.User} must not use {dependency.Used}";
        return wrong.Order(StringComparer.Ordinal);
    }

    private sealed record Family(string Name, string Question, params string[] MayUse);
}
