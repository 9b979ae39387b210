using System.Reflection;
using System.Runtime.CompilerServices;
using Downhill.Compute;
using Downhill.Tests.Energies;

namespace Downhill.Tests.Architecture;

/// <summary>The habits of the house that can be checked.</summary>
public sealed class ConventionTests
{
    private static readonly Type[] Exported = [.. new[] { typeof(Node), typeof(Energy) }.SelectMany(type => type.Assembly.GetExportedTypes())];

    // What needs no source: the definition is the whole of it, or it is this project's own.
    private static readonly string[] OwnOrElementary = ["SumEnergy", "ScaledEnergy", "Quadratic", "Linear", "DoubleWell", "Cosine", "GaussianMixture", "ThreeWells", "Mlp"];

    [Fact]
    public void Every_public_class_is_abstract_sealed_or_static() =>
        Assert.Empty(Exported.Where(type => type.IsClass && !type.IsAbstract && !type.IsSealed).Select(type => type.FullName));

    [Fact]
    public void Nothing_is_virtual_that_is_not_abstract() => Assert.Empty(
        from type in Exported
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        where method is { IsVirtual: true, IsAbstract: false, IsFinal: false } && !type.IsSealed && method.GetBaseDefinition() == method
        where !method.IsDefined(typeof(CompilerGeneratedAttribute)) && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !IsOfARecord(method)
        select $"{type.FullName}.{method.Name}");

    [Fact]
    public void Steppers_and_energies_say_where_they_come_from()
    {
        string[] algorithms =
        [
            .. Exported.Where(type => type.IsSubclassOf(typeof(Stepper)) && !type.IsAbstract).Select(type => type.Name),
            .. EveryEnergy.Types.Where(type => type.IsPublic).Select(type => type.Name).Except(OwnOrElementary),
        ];
        Assert.Contains("Langevin", algorithms);
        Assert.Contains("MuellerBrown", algorithms);
        string documentation = File.ReadAllText(Path.ChangeExtension(typeof(Energy).Assembly.Location, ".xml"));
        Assert.All(algorithms, name => Assert.True(DocumentationOf(documentation, name).Contains("Source: ", StringComparison.Ordinal), $"{name} has no Source line"));
    }

    [Fact]
    public void No_type_has_the_name_of_a_namespace()
    {
        HashSet<string> spaces = [.. Exported.SelectMany(type => type.Namespace!.Split('.'))];
        Assert.Empty(Exported.Where(type => spaces.Contains(type.Name)).Select(type => type.FullName));
    }

    // Printing and comparing are what the compiler writes for a record.
    private static bool IsOfARecord(MethodInfo method) => method.Name is "ToString" or "Equals" or "GetHashCode" or "<Clone>$" or "PrintMembers" or "get_EqualityContract";

    private static string DocumentationOf(string documentation, string type)
    {
        int start = documentation.IndexOf($".{type}\">", StringComparison.Ordinal);
        return start < 0 ? "" : documentation[start..documentation.IndexOf("</member>", start, StringComparison.Ordinal)];
    }
}
