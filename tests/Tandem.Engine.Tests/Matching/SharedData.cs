using System.Runtime.CompilerServices;
using Xunit;

namespace Tandem.Engine.Tests.Matching;

/// <summary>Real data that lies outside the repository; a test that needs it is skipped, saying so, where it is absent.</summary>
internal static class SharedData
{
    public static string Path(string relative, [CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(System.IO.Path.GetDirectoryName(here)!); folder is not null; folder = folder.Parent)
        {
            var root = Environment.GetEnvironmentVariable("TANDEM_DATA") is { Length: > 0 } set
                ? set
                : System.IO.Path.Combine(folder.FullName, "../shared/data");
            var path = System.IO.Path.Combine(root, relative);
            if (System.IO.Path.Exists(path)) return path;
        }
        Assert.Skip($"No {relative}: set TANDEM_DATA to the folder of the shared data.");
        return "";
    }
}
