using Orchestrator.Contracts.Configuration;

namespace Orchestrator.Cli.Tests.Contracts;

public sealed class DaemonSettingsEditorTests
{
    private const string Commented = """
        # ours
        log:
          # loud for now
          level: Debug   # back to Information in May

        batch: { maxConcurrency: 5 }
        seq:
        """ + "\n";

    [Theory]
    [InlineData("log", "level", "Warning", "  level: Debug   #", "  level: Warning   #")]
    [InlineData("batch", "maxConcurrency", "7", "{ maxConcurrency: 5 }", "{ maxConcurrency: 7 }")]
    [InlineData("batch", "defaultConcurrency", "3", "{ maxConcurrency: 5 }", "{ defaultConcurrency: 3, maxConcurrency: 5 }")]
    [InlineData("seq", "url", "http://localhost:5341", "seq:\n", "seq:\n  url: 'http://localhost:5341'\n")]
    [InlineData("journal", "store", "postgres", "seq:\n", "seq:\njournal:\n  store: postgres\n")]
    [InlineData("log", "level", null, "  level: Debug   #", "  level:    #")]
    public void Set_OneKey_LeavesEverythingElse(string section, string name, string? value, string before, string after)
    {
        Commented.ShouldContain(before);

        DaemonSettingsEditor.Set(Commented, section, name, value).ShouldBe(Commented.Replace(before, after, StringComparison.Ordinal));
    }

    [Fact]
    public void Set_NewKeyOfASection_StandsBeforeTheFirstOneAndItsComment() =>
        DaemonSettingsEditor.Set("limits:\n    # slow disk\n    launchTimeout: 60s\n", "limits", "freezeTimeout", "20s")
            .ShouldBe("limits:\n    freezeTimeout: 20s\n    # slow disk\n    launchTimeout: 60s\n");

    [Theory]
    [InlineData("", "journal:\n  store: postgres\n")]
    [InlineData("# nothing yet", "# nothing yet\njournal:\n  store: postgres\n")]
    [InlineData("log:", "log:\njournal:\n  store: postgres\n")]
    [InlineData("journal:", "journal:\n  store: postgres\n")]
    [InlineData("journal: {}", "journal: { store: postgres }")]
    [InlineData("{ log: { level: debug } }", "{ journal: { store: postgres }, log: { level: debug } }")]
    [InlineData("journal:\n  store:\n", "journal:\n  store: postgres\n")]
    [InlineData("journal:\n  store:   # which\n", "journal:\n  store: postgres   # which\n")]
    [InlineData("journal:\n  store: \"sqlite\"\n", "journal:\n  store: postgres\n")]
    public void Set_InUnusualTexts_IsRead(string text, string expected)
    {
        string result = DaemonSettingsEditor.Set(text, "journal", "store", "postgres");

        result.ShouldBe(expected);
        DaemonSettingsReader.Check(result, "x").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Host=db;Password=it's: # \"odd\"")]
    [InlineData("Host=db;Password= trailing ")]
    [InlineData("postgres://orch:%40@[::1]:5432/orch?sslmode=require")]
    public void Set_AnyText_IsReadBackAsItWas(string connection)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, DaemonSettingsEditor.Set(Commented, "journal", "connection", connection));

            DaemonSettingsReader.Read(file, new Dictionary<string, string>()).Settings.JournalConnection.ShouldBe(connection);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
