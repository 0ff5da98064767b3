using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Stores;

public sealed class CorruptJournalTests
{
    [Theory]
    [InlineData("SQLite format 3", "/journal.db is damaged")]
    [InlineData("\"container\":\"c5\"", "The journal is damaged: record")]
    public async Task J03_CorruptFile_IsNamedAtStartWithTheWayToRecover(string where, string what)
    {
        await using var root = new OrchRoot();
        for (var i = 0; i < 12; i++)
            (await root.Orch("create", "--name", $"c{i}", "busybox", "true")).Ok();
        (await root.Orch("daemon", "--stop")).Ok();
        var journal = Path.Combine(root.Path, "lib", "journal.db");
        var good = await File.ReadAllBytesAsync(journal);
        var bad = good.ToArray();
        var at = good.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(where));
        at.ShouldBeGreaterThanOrEqualTo(0);
        for (var i = at; i < at + 12; i++)
            bad[i] ^= 0x5a;
        await File.WriteAllBytesAsync(journal, bad);

        var start = await root.Orch("ps");

        start.ExitCode.ShouldBeOneOf(3, 125);
        start.Took.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        start.Error.ShouldContain(what);
        start.Error.ShouldMatch("(?i)backup|put back a copy", start.ToString());

        await root.Orch("daemon", "--stop");
        await File.WriteAllBytesAsync(journal, good);
        (await root.Orch("ps", "-a", "-q")).Ok().Lines.Length.ShouldBe(12);
    }
}
