using Mono.Cecil;
using Xunit;

namespace Tandem.Tests.Architecture;

/// <summary>Dependencies point down only. A module is the first part of a namespace below <c>Tandem</c>.</summary>
public sealed class DependencyTests
{
    /// <summary>Lowest first; modules of one row do not see each other.</summary>
    private static readonly string[][] Rows =
    [
        ["Kernel"],
        ["Ui"],
        ["Identity"],
        ["Events"],
        ["Jobs"],
        [
            "Audit", "Measures", "Models", "Journeys", "Approvals", "Signatures", "Threads", "Ledger", "Notices", "Files", "Search",
            "Imports", "Conditions", "Policies",
        ],
        ["Team"],
        ["Partners"],
        ["Enable", "Strategize"],
        ["Sell", "Recruit", "Onboard"],
        ["Incentivize", "Market"],
        ["Accelerate"],
        ["Integrate"],
    ];

    /// <summary>The edges beside or against the rows, each with its reason.</summary>
    private static readonly (string From, string To, string Why)[] Edges =
    [
        ("Identity", "Events", "signing in, locking and changing a password are events of the person"),
        ("Threads", "Files", "a note carries files"),
        ("Threads", "Notices", "a mention is a notice"),
        ("Journeys", "Policies", "a step is late by the programme's day"),
        ("Journeys", "Notices", "a task for somebody is a notice"),
        ("Journeys", "Threads", "people talk beside a task"),
        ("Journeys", "Imports", "lists of tasks can be had as files"),
        ("Conditions", "Measures", "a condition is about measures"),
        ("Conditions", "Policies", "amounts of a condition are in the programme's currency"),
        ("Measures", "Imports", "lists of values can be had as files"),
        ("Measures", "Policies", "periods are those of the programme's calendar, sums in its currency"),
        ("Models", "Imports", "the list of models can be had as a file"),
        ("Notices", "Imports", "the outbox can be had as a file"),
        ("Models", "Policies", "predictions are dated by the programme's day, and a policy says what partners see"),
        ("Approvals", "Policies", "clocks of approvals count by the programme's calendar"),
    ];

    /// <summary>They put the modules together and may see them all.</summary>
    private static readonly string[] CompositionRoot = ["", "CommandLine", "Demo"];

    [Fact]
    public void Every_module_has_its_place_in_the_table()
    {
        var known = Rows.SelectMany(row => row).Concat(CompositionRoot).ToHashSet();

        Assert.Empty(Compiled.Types(Compiled.Tandem).Select(ModuleOf).Where(module => !known.Contains(module)).Distinct());
    }

    [Fact]
    public void Modules_look_down_only()
    {
        var wrong = from type in Compiled.Types(Compiled.Tandem)
                    let module = ModuleOf(type)
                    where !CompositionRoot.Contains(module)
                    from used in Compiled.Uses(type)
                    where used.Scope == type.Module && used.FullName.StartsWith("Tandem", StringComparison.Ordinal)
                    let other = ModuleOf(used)
                    where module != other && !May(module, other)
                    select $"{type.FullName} uses {used.FullName}";

        None(wrong);
    }

    [Fact]
    public void Every_edge_beside_the_rows_is_still_used()
    {
        var used = Compiled.Types(Compiled.Tandem)
            .SelectMany(type => Compiled.Uses(type).Where(t => t.Scope == type.Module).Select(other => (ModuleOf(type), ModuleOf(other)))).ToHashSet();

        Assert.All(Edges, edge => Assert.Contains((edge.From, edge.To), used));
    }

    [Fact]
    public void The_engine_needs_the_base_library_and_MathNet_only()
    {
        string[] outside = ["System.Net", "System.Data", "System.Diagnostics.Process", "System.IO.Pipes", "System.Console"];

        Assert.DoesNotContain(
            Compiled.Engine.AssemblyReferences.Select(a => a.Name),
            name => name != "MathNet.Numerics" && (!name.StartsWith("System.", StringComparison.Ordinal) || outside.Any(o => name.StartsWith(o, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_engine_reads_no_file_and_no_clock()
    {
        string[] outside = ["System.IO.File", "System.IO.FileStream", "System.IO.Directory", "System.TimeProvider"];
        var wrong = from type in Compiled.Types(Compiled.Engine)
                    from used in Compiled.Uses(type)
                    where outside.Contains(used.FullName)
                    select $"{type.FullName} uses {used.FullName}";

        None(wrong);
    }

    internal static void None(IEnumerable<string?> wrong)
    {
        var found = wrong.Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static bool May(string from, string to) =>
        Row(to) < Row(from) || Edges.Any(edge => edge.From == from && edge.To == to);

    private static int Row(string module)
    {
        var row = Array.FindIndex(Rows, r => r.Contains(module));
        return row >= 0 ? row : int.MaxValue;
    }

    private static string ModuleOf(TypeReference type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        var parts = type.Namespace.Split('.');
        return parts.Length > 1 ? parts[1] : "";
    }
}
