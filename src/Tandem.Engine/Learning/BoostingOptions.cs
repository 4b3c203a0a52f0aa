namespace Tandem.Engine.Learning;

/// <summary>How boosted trees are grown.</summary>
/// <param name="Trees">How many trees at most.</param>
/// <param name="LearningRate">How much of each tree is used, 0 to 1.</param>
/// <param name="Leaves">Leaves per tree at most.</param>
/// <param name="LeafRows">Rows per leaf at least.</param>
/// <param name="Ridge">Penalty on leaf values, in units of second derivative.</param>
/// <param name="Patience">Stop after this many trees that do not help on the rows held out; 0 never stops.</param>
/// <param name="Threads">Cores to use; 0 means all.</param>
public sealed record BoostingOptions(
    int Trees = 100, double LearningRate = 0.1, int Leaves = 31, int LeafRows = 20, double Ridge = 1, int Patience = 0, int Threads = 0);
