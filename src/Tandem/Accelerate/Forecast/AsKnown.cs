namespace Tandem.Accelerate.Forecast;

/// <summary>What a model said, or would have said, of its subjects at the beginning of past days.</summary>
/// <remarks>What was recorded then stands. For days before, a model is trained anew on the outcomes known by then and asked about the cases as they were known.</remarks>
public sealed class AsKnown
{
    private readonly Dictionary<(Guid Subject, DateOnly Day), double> said = [];

    public int Count => said.Count;

    /// <summary>Null where nothing was known.</summary>
    public double? Of(Guid subject, DateOnly day) => said.TryGetValue((subject, day), out var value) ? value : null;

    public void Say(Guid subject, DateOnly day, double value) => said[(subject, day)] = value;
}
