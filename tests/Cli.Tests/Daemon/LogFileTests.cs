using System.Text;
using Orchestrator.Contracts.Streams;
using Orchestrator.Daemon.Output;

namespace Orchestrator.Cli.Tests.Daemon;

public sealed class LogFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("a\nb\nc\n", 2, "b\nc\n")]
    [InlineData("a\nb\nc", 2, "b\nc")]
    [InlineData("a\nb\nc\n", 3, "a\nb\nc\n")]
    [InlineData("a\nb\nc\n", 9, "a\nb\nc\n")]
    [InlineData("a\nb\nc\n", 0, "")]
    [InlineData("", 5, "")]
    [InlineData("\n\n\n", 2, "\n\n")]
    [InlineData("abc", 1, "abc")]
    public void SkipToTail_Lines_StartOfTheLastOnes(string content, long lines, string tail)
    {
        File.WriteAllText(_path, content);
        using var file = new LogFile(_path, StreamKind.Stdout, TimeProvider.System);

        file.SkipToTail(lines);

        content[(int)file.Position..].ShouldBe(tail);
    }

    [Fact]
    public void SkipToTail_LinesOverBlockBorders_Found()
    {
        var lines = Enumerable.Range(0, 50_000).Select(i => $"line number {i}").ToList();
        var content = string.Join('\n', lines) + "\n";
        File.WriteAllText(_path, content);
        using var file = new LogFile(_path, StreamKind.Stdout, TimeProvider.System);

        file.SkipToTail(20_000);

        content[(int)file.Position..].ShouldBe(string.Join('\n', lines.TakeLast(20_000)) + "\n");
    }

    [Fact]
    public void Length_MissingFile_Zero()
    {
        using var file = new LogFile("/nosuch/file", StreamKind.Stdout, TimeProvider.System);

        file.Length.ShouldBe(0);
    }
}
