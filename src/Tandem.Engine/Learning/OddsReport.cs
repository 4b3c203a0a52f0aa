namespace Tandem.Engine.Learning;

/// <summary>What a trained model was proven to be worth, and how.</summary>
/// <param name="Rows">Known outcomes learned from.</param>
/// <param name="Rate">Their success rate.</param>
/// <param name="Method">What gives the probabilities, as a sentence.</param>
/// <param name="Tested">How it was tested, as a sentence.</param>
/// <param name="Model">Accuracy on rows not learned from; null where there were too few.</param>
/// <param name="BaseRate">Accuracy of the base rate alone on the same rows.</param>
/// <param name="Proven">Whether the model beat the base rate by more than chance; if not, the base rate is used.</param>
/// <param name="Calibration">Promised against actual on rows not learned from.</param>
public sealed record OddsReport(
    int Rows,
    double Rate,
    string Method,
    string Tested,
    Accuracy? Model,
    Accuracy? BaseRate,
    bool Proven,
    IReadOnlyList<(double Promised, double Actual, int Rows)> Calibration);

/// <summary>Why a row has its probability: parts in log-odds that add up to it.</summary>
/// <param name="Probability">The probability of success.</param>
/// <param name="Start">Log-odds of the common rate.</param>
/// <param name="Parts">What each column adds, the largest first.</param>
public sealed record Odds(double Probability, double Start, IReadOnlyList<(string Column, string Value, double LogOdds)> Parts);
