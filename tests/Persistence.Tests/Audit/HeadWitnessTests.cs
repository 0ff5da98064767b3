using Orchestrator.Actors.Journal;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Persistence.Tests.Audit;

public sealed class HeadWitnessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-head-").FullName;
    private readonly MadeJournal _journal = MadeJournal.Of(30);

    private string File => Path.Combine(_folder, "audit.head");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Open_WithTheJournalThatWasWitnessed_IsFine()
    {
        await WitnessAsync(through: 30);

        using HeadWitness again = await OpenAsync(_journal);

        again.Last.Seq.ShouldBe(30);
        again.Reset.ShouldBeNull();
    }

    [Fact]
    public async Task Open_WithAJournalThatIsNewer_IsFine()
    {
        await WitnessAsync(through: 20);

        (await OpenAsync(_journal)).Dispose();
    }

    [Theory]
    [InlineData(29)]
    [InlineData(3)]
    [InlineData(0)]
    public async Task J03_Open_WhenTheEndWasCutOff_NamesTheFirstMissingRecord(int left)
    {
        await WitnessAsync(through: 30);

        JournalUnavailableException refusal =
            await Should.ThrowAsync<JournalUnavailableException>(() => OpenAsync(_journal.Through(left)));

        refusal.Message.ShouldContain($"ends at record {left}");
        refusal.Message.ShouldContain("audit accept-loss");
    }

    [Fact]
    public async Task J03_Open_OfAnotherHistoryOfTheSameLength_IsRefused()
    {
        await WitnessAsync(through: 30);

        (await Should.ThrowAsync<JournalUnavailableException>(() => OpenAsync(MadeJournal.Of(30, cause: "another"))))
            .Message.ShouldContain("record 30 is another one");
    }

    [Fact]
    public async Task Open_AfterATornWrite_TakesTheSlotBefore()
    {
        await WitnessAsync(through: 30);
        for (int at = 0; at < WitnessSlots.SlotSize; at++)
        {
            byte[] torn = await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken);
            int newest = WitnessSlots.Read(torn.AsSpan(0, 512))?.Seq == 30 ? 0 : 512;
            torn[newest + at] ^= 0x40;
            WitnessSlots.Read(torn).ShouldNotBeNull().Seq.ShouldBe(29);
        }
    }

    [Fact]
    public async Task Open_OfADamagedFile_SaysSo()
    {
        await WitnessAsync(through: 30);
        await System.IO.File.WriteAllBytesAsync(File, new byte[WitnessSlots.Size], TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<JournalUnavailableException>(() => OpenAsync(_journal))).Message.ShouldContain("is damaged");
    }

    [Fact]
    public async Task Open_AfterTheLossWasAccepted_RecordsWhatWasLost()
    {
        await WitnessAsync(through: 30);
        new AcceptedLoss(HeadWitness.Read(_folder), "the loss was accepted by ann").Save(_folder);

        using (HeadWitness witness = await OpenAsync(_journal.Through(10)))
        {
            witness.Reset.ShouldNotBeNull().Seq.ShouldBe(30);
            witness.Reset.Reason.ShouldBe("the loss was accepted by ann");
            witness.ResetRecorded();
            witness.Advance(11, new byte[RecordCodec.HashLength]);
        }

        HeadWitness.Read(_folder).ShouldNotBeNull().Seq.ShouldBe(11);
        Directory.GetFiles(_folder).ShouldBe([File]);
    }

    [Fact]
    public async Task Open_WithoutTheFileButWithRecords_RecordsThatItWasMissing()
    {
        using HeadWitness witness = await OpenAsync(_journal);

        witness.Reset.ShouldNotBeNull().Seq.ShouldBeNull();
    }

    [Fact]
    public async Task Open_OfANewJournal_HasNothingToRecord()
    {
        using HeadWitness witness = await OpenAsync(MadeJournal.Of(0));

        witness.Reset.ShouldBeNull();
        HeadWitness.Read(_folder).ShouldNotBeNull().Seq.ShouldBe(0);
    }

    private async Task WitnessAsync(int through)
    {
        using HeadWitness witness = await OpenAsync(MadeJournal.Of(0));
        foreach (StoredRecord record in _journal.Records.Take(through))
            witness.Advance(record.Seq, record.Payload.Span[..RecordCodec.HashLength]);
    }

    private Task<HeadWitness> OpenAsync(MadeJournal journal) =>
        HeadWitness.OpenAsync(_folder, journal, "of the test", _ => { }, TestContext.Current.CancellationToken);
}
