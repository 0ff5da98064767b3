using System.Text;
using Orchestrator.Formats.Lxc.Keys;

namespace Orchestrator.Formats.Tests.Lxc;

/// <summary>docs/lxc.md holds the table of keys as the program has it; ORCH_WRITE_DOCS=1 writes it anew.</summary>
public sealed class LxcTableTests
{
    private const string Begin = "<!-- keys: written by LxcTableTests -->\n", End = "<!-- end of keys -->\n";

    [Fact]
    public void Documentation_HasEveryKeyWithItsVerdict()
    {
        var path = Path.Combine(Top(), "docs", "lxc.md");
        var text = File.ReadAllText(path);
        var start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        start.ShouldBeGreaterThan(Begin.Length);
        end.ShouldBeGreaterThan(0);
        if (Environment.GetEnvironmentVariable("ORCH_WRITE_DOCS") == "1")
            File.WriteAllText(path, text[..start] + Table() + text[end..]);
        else
            text[start..end].ShouldBe(Table());
    }

    [Fact]
    public void Keys_OfEveryVersion_AreInTheTable() => LxcKeys.All.Count.ShouldBeGreaterThan(100);

    private static string Table()
    {
        var table = new StringBuilder("| key | value | create | how, or why not |\n|---|---|---|---|\n");
        foreach (var key in LxcKeys.All)
        {
            var verdict = key.Verdict switch
            {
                LxcVerdict.CarriedOut => "carried out",
                LxcVerdict.Partly => "partly",
                LxcVerdict.NoEffect => "no effect",
                _ => "refused",
            };
            var list = key.List && !key.Group ? " (list)" : "";
            table.Append($"| `{key.Name}` | {key.Type.Name.Replace("|", "\\|")}{list} | {verdict} | {key.Note.Replace("|", "\\|")} |\n");
        }
        return table.ToString();
    }

    private static string Top()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("the project's root is not above the tests");
    }
}
