using Orchestrator.Isolation.Storage.Logs;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Tests.Storage;

public sealed class LogStreamTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-log-").FullName;

    private string Log => Path.Combine(_folder, "stdout");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Keep_BeyondTheLimit_DropsWholePiecesAndLeavesEveryOffset()
    {
        LogStream stream = new(Log);
        Write(100_000);
        stream.Look(Now);

        stream.Keep(16_384, 2).ShouldBeNull();

        using var file = File.OpenHandle(Log);
        RandomAccess.GetLength(file).ShouldBe(100_000);
        var start = Holes.DataFrom(file, 0).ShouldNotBeNull();
        start.ShouldBeGreaterThanOrEqualTo(100_000 - (2 * 16_384));
        (100_000 - start).ShouldBeGreaterThan(16_384 - 4096);
        byte[] last = new byte[1];
        RandomAccess.Read(file, last, 99_999).ShouldBe(1);
        last[0].ShouldBe((byte)'x');
    }

    [Fact]
    public void Keep_WithinTheLimit_DropsNothing()
    {
        LogStream stream = new(Log);
        Write(30_000);
        stream.Look(Now);

        stream.Keep(16_384, 2).ShouldBeNull();

        using var file = File.OpenHandle(Log);
        Holes.DataFrom(file, 0).ShouldBe(0);
    }

    [Fact]
    public void Look_NotesWhenItHadWhichLength_AlsoAfterARestart()
    {
        LogStream stream = new(Log);
        Write(10);
        stream.Look(Now).ShouldBe(10);
        stream.Look(Now.AddSeconds(1)).ShouldBe(0);
        Write(5);
        stream.Look(Now.AddSeconds(2)).ShouldBe(5);

        new LogStream(Log).Look(Now.AddSeconds(3)).ShouldBe(0);

        LogTimes.Read(Log).ShouldBe([(Now, 10L), (Now.AddSeconds(2), 15L)]);
    }

    private void Write(int bytes)
    {
        using var file = new FileStream(Log, FileMode.Append);
        file.Write(Enumerable.Repeat((byte)'x', bytes).ToArray());
    }
}
