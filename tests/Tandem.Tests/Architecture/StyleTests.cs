using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Tandem.Events;
using Xunit;

namespace Tandem.Tests.Architecture;

/// <summary>The house rules that a machine can hold.</summary>
public sealed partial class StyleTests(SqliteApp app) : IClassFixture<SqliteApp>
{
    /// <summary>Codes whose property does not say so in its name.</summary>
    private static readonly string[] Codes =
        ["StageMoved.From", "StageMoved.To", "DealStalled.Stage", "DealLost.Reason", "ReviewOverdue.Request"];

    private static readonly Type[] Written =
    [
        .. typeof(TandemHost).Assembly.GetTypes().Where(type =>
            type.Namespace?.StartsWith("Tandem", StringComparison.Ordinal) == true && !type.Name.Contains('<', StringComparison.Ordinal)),
    ];

    [Fact]
    public void A_fact_says_its_kind_as_module_and_word()
    {
        var wrong = from fact in FactKinds.All
                    let kind = FactKinds.Of(fact).Kind
                    where !KindPattern().IsMatch(kind) || kind.Split('.')[0] != Kebab(fact.Namespace!.Split('.')[1])
                    select $"{fact.Name}: {kind}";


        DependencyTests.None(wrong);
    }

    [Fact]
    public void A_fact_holds_ids_codes_numbers_and_dates_never_text()
    {
        var wrong = from fact in FactKinds.All
                    from property in fact.GetProperties()
                    let name = $"{fact.Name}.{property.Name}"
                    where !IsFit(property.PropertyType, property.Name) && !Codes.Contains(name)
                    select name;

        DependencyTests.None(wrong);
    }

    [Fact]
    public void A_use_case_runs_without_the_web_and_can_be_cancelled()
    {
        var wrong = from handler in Written.Where(t => t is { IsNested: true, Name: "Handler" })
                    let runs = handler.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    where !runs.Any(run => run.ReturnType.IsAssignableTo(typeof(Task)) && run.GetParameters().LastOrDefault()?.ParameterType == typeof(CancellationToken))
                        || runs.SelectMany(run => run.GetParameters()).Any(p => p.ParameterType.IsAssignableTo(typeof(HttpContext)) || p.ParameterType.IsAssignableTo(typeof(IFormCollection)))
                    select handler.FullName;

        DependencyTests.None(wrong);
    }

    [Fact]
    public void What_a_list_may_be_asked_may_also_be_left_out()
    {
        // The framework takes a value that cannot be null for one that must be sent, whatever its default.
        var nullability = new NullabilityInfoContext();
        var wrong = from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints
                    let method = endpoint.Metadata.OfType<MethodInfo>().FirstOrDefault()
                    where method is not null
                    from parameter in method.GetParameters()
                    where parameter.GetCustomAttribute<AsParametersAttribute>() is not null
                    from property in parameter.ParameterType.GetProperties()
                    where property.SetMethod is not null && !property.PropertyType.IsArray
                        && nullability.Create(property).WriteState != NullabilityState.Nullable
                    select $"{endpoint.DisplayName}: {property.Name}";

        DependencyTests.None(wrong);
    }

    [Fact]
    public void Every_door_reads_all_that_may_be_asked()
    {
        // Doors made ahead leave out what a question inherits: those of lists are mapped as lists.
        var wrong = from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints
                    let method = endpoint.Metadata.OfType<MethodInfo>().FirstOrDefault()
                    where method is not null
                    let read = endpoint.Metadata.OfType<IParameterBindingMetadata>().Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase)
                    from parameter in method.GetParameters()
                    where parameter.GetCustomAttribute<AsParametersAttribute>() is not null
                    from property in parameter.ParameterType.GetProperties()
                    where property.SetMethod is { IsPublic: true } && !read.Contains(property.Name)
                    select $"{endpoint.DisplayName}: {property.Name}";

        DependencyTests.None(wrong);
    }

    [Fact]
    public async Task What_is_stored_changes_by_its_own_verbs_only()
    {
        var entities = await app.Db(db => Task.FromResult(db.Model.GetEntityTypes().Select(e => e.ClrType).Where(t => t.Assembly == typeof(TandemHost).Assembly).ToList()));
        var wrong = from entity in entities
                    from property in entity.GetProperties()
                    where property.SetMethod is { IsPublic: true } set
                        && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit))
                    select $"{entity.FullName}.{property.Name}";

        Assert.NotEmpty(entities);
        DependencyTests.None(wrong);
    }

    [Fact]
    public void Names_are_the_fields_own()
    {
        Assert.DoesNotContain(Written.Select(t => t.Name), name => EmptyName().IsMatch(name));
    }

    [Fact]
    public void Nobody_but_the_demo_makes_ids_that_can_be_foretold()
    {
        var seeding = from type in Compiled.Types(Compiled.Tandem)
                      from call in Compiled.Calls(type)
                      where call.Name == "Seed" && call.DeclaringType.FullName == "Tandem.Kernel.Chance"
                      select type.FullName;

        Assert.Equal(["Tandem.Demo.BulkProgramme", "Tandem.Demo.DemoProgramme"], seeding.Distinct().Order());
    }

    [Fact]
    public void Time_comes_from_the_clock_that_was_given()
    {
        // About machines, not about business: whose turn it is, how old a file or a memory is.
        string[] free =
        [
            "Tandem.Events.Lease", "Tandem.Kernel.ShiftedClock", "Tandem.Kernel.Kept`1", "Tandem.Files.FileStore", "Tandem.Files.SweepFiles",
            "Tandem.Partners.RatesCache", "Tandem.Policies.PolicyCache", "Tandem.Ui.UiModule",
            "Tandem.Jobs.JobPlan", "Tandem.Jobs.JobRunner", "Tandem.Jobs.JobsModule",
        ];
        var wrong = from type in Compiled.Types(Compiled.Tandem)
                    where !free.Contains(type.FullName) && type.Namespace is not ("Tandem" or "Tandem.CommandLine")
                    from call in Compiled.Calls(type)
                    where call.Name is "get_Now" or "get_UtcNow" or "get_Today" or "get_System"
                    where call.DeclaringType.FullName is "System.DateTime" or "System.DateTimeOffset" or "System.TimeProvider"
                    select type.FullName;

        DependencyTests.None(wrong);
    }

    [Fact]
    public void Tests_use_no_stand_ins()
    {
        string[] mocks = ["NSubstitute", "Moq", "FakeItEasy"];
        Assert.DoesNotContain(typeof(StyleTests).Assembly.GetReferencedAssemblies(), a => mocks.Contains(a.Name));
    }

    private static bool IsFit(Type declared, string name)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string))
            return CodeName().IsMatch(name);
        if (type.IsValueType)
            return true;
        return type.IsAssignableTo(typeof(IEnumerable)) && (type.GetElementType() ?? type.GetGenericArguments().SingleOrDefault()) is { } item && IsFit(item, name);
    }

    private static string Kebab(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));

    [GeneratedRegex("^[a-z-]+\\.[a-z0-9-]+$", RegexOptions.None, 1000)]
    private static partial Regex KindPattern();

    [GeneratedRegex("(Codes?|Currency|Kind|Hash)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeName();

    [GeneratedRegex(".(Helper|Manager|Service|Dto|Impl|Repository|Utils?)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EmptyName();
}
