using System.Text;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;

namespace Orchestrator.Persistence.Tests;

/// <summary>
/// J07: what is stored around an event stays readable too. Of each way in which records were ever written there is a
/// golden file; those of today are what is written now.
/// </summary>
public sealed class RecordBodyTests
{
    private const string Manifest = "container-stop-requested.v1";
    private static readonly Guid Id = new("01936b2e-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset Time = new(2026, 11, 23, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly ContainerStopRequested Stop = new(3, 15, TimeSpan.FromSeconds(10), ThenStart: false);

    private static readonly Dictionary<string, Caller> Callers = new()
    {
        ["user"] = new Caller(1000, "ann"),
        ["root"] = new Caller(0, "root"),
        ["engine"] = Caller.Engine,
        ["token"] = new Caller(33, "ci") { Kind = CallerKind.Token },
        ["user-called-orchd"] = new Caller(0, "orchd"),
    };

    [Theory]
    [InlineData("user.before-attempts")]
    [InlineData("engine.before-kinds")]
    [InlineData("root.before-kinds")]
    [InlineData("user")]
    [InlineData("engine")]
    [InlineData("token")]
    [InlineData("user-called-orchd")]
    public void J07_Read_GoldenBody_TellsWhoAndForWhichAttempt(string file)
    {
        JournalRecord record = RecordCodec.Read(Stored(Golden(file)));

        record.Attempt.ShouldBe(3);
        record.Caller.ShouldBe(Callers[file.Split('.')[0]]);
        record.ContainerId.ShouldBe(Id);
        record.Container.ShouldBe("web");
        record.Time.ShouldBe(Time);
        record.Event.ShouldBe(Stop);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("engine")]
    [InlineData("token")]
    [InlineData("user-called-orchd")]
    public void Seal_OfToday_WritesTheGoldenBody(string file)
    {
        bool engine = file == "engine";
        Entry entry = new(
            Stop, Callers[file], engine ? "its run time is over" : "POST /v1/containers/web/stop", Id, "web",
            engine ? "sums" : null);

        (SealedRecord written, JournalRecord record) = RecordCodec.Seal(entry, 1, Time, RecordCodec.FirstHash);

        Encoding.UTF8.GetString(written.Payload.AsSpan(RecordCodec.HashLength)).ShouldBe(Golden(file));
        record.Attempt.ShouldBe(3);
    }

    [Fact]
    public void Seal_OfAnEventThatNamesNoAttempt_KeepsTheOneGivenWithIt()
    {
        Entry entry = new(new ContainerRenamed("db"), Callers["user"], "rename", Id, "web", Attempt: 7);

        (SealedRecord written, _) = RecordCodec.Seal(entry, 1, Time, RecordCodec.FirstHash);

        RecordCodec.Read(new StoredRecord(1, written.Manifest, written.Payload)).Attempt.ShouldBe(7);
    }

    [Fact]
    public void Read_OfAnUnknownManifest_NamesRecordManifestAndWhatToDo()
    {
        StoredRecord stored = Stored(Golden("user")) with { Seq = 41, Manifest = "container-teleported.v1" };

        string message = Should.Throw<InvalidDataException>(() => RecordCodec.Read(stored)).Message;

        message.ShouldContain("Record 41");
        message.ShouldContain("'container-teleported.v1'");
        message.ShouldContain("a newer one");
    }

    [Fact]
    public void Read_OfAnUnknownKindOfCaller_IsRefused() =>
        Should.Throw<InvalidDataException>(() => RecordCodec.Read(Stored(Golden("token").Replace("\"token\"", "\"robot\"", StringComparison.Ordinal))))
            .Message.ShouldContain("'robot'");

    private static StoredRecord Stored(string body) =>
        new(1, Manifest, (byte[])[.. new byte[RecordCodec.HashLength], .. Encoding.UTF8.GetBytes(body)]);

    private static string Golden(string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden-records", file + ".json")).TrimEnd('\n');
}
