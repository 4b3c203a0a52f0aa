using Xunit;

namespace Tandem.Tests;

/// <summary>The real data that some tests read: <c>TANDEM_DATA</c>, else <c>../shared/data</c> beside the repository.</summary>
internal static class DataFolder
{
    public static string Find(params string[] path)
    {
        var folder = Environment.GetEnvironmentVariable("TANDEM_DATA") ?? Beside();
        var found = folder is null ? null : Path.Combine([folder, .. path]);
        Assert.SkipUnless(Path.Exists(found), $"Skipped: {string.Join('/', path)} is not in TANDEM_DATA ({folder ?? "not set"}).");
        return found!;
    }

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "..", "shared", "data");
            if (File.Exists(Path.Combine(folder.FullName, "Tandem.slnx")) && Directory.Exists(data))
                return data;
        }

        return null;
    }
}
