using System.Globalization;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Conditions;

/// <summary>How measures are named and their values written in a sentence.</summary>
/// <param name="Value">Writes a value of a KPI in its unit.</param>
public sealed record ConditionWords(KpiCatalogue Kpis, Func<string, double, string> Value)
{
    /// <summary>How facts and their values are called; as conditions hold them if not given.</summary>
    public Vocabulary? Facts { get; init; }

    public string Name(string kpi, Words l) => Kpis.Find(kpi) is { } known ? l[known.Name] : kpi;

    public string Fact(string fact, Words l) => Facts is null ? l[fact] : Vocabulary.NameOf(fact, l);

    public string FactValue(string fact, string value, Words l) => Facts is null ? l[value] : Facts.ValueOf(fact, value, l);

    /// <summary>Plain numbers, for logs and tests.</summary>
    public static ConditionWords Plain(KpiCatalogue kpis) => new(kpis, (_, value) => value.ToString(CultureInfo.InvariantCulture));
}
