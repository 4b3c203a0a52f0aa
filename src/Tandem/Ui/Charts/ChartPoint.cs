namespace Tandem.Ui;

/// <summary>How a chart is drawn.</summary>
public enum ChartKind
{
    Bar,
    Line,
    Area,
    Stacked,
    Rows,
    Donut,

    /// <summary>Of a series: the lower edge of a band.</summary>
    Low,

    /// <summary>Of a series: the upper edge of the band over the one before.</summary>
    High,
}

/// <summary>One category and its value in each series; null where there is none.</summary>
public sealed record ChartPoint(string Category, params double?[] Values);
