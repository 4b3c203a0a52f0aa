using Xunit;

namespace Tandem.Tests;

/// <summary>Tests that measure the process or its answers: they run one after the other, when all others have ended.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class Alone
{
    public const string Name = "Alone";
}
