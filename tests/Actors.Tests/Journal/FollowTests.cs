using System.Runtime.CompilerServices;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Actors.Tests.Model;

namespace Orchestrator.Actors.Tests.Journal;

/// <summary>Readers of events: none misses or repeats one, and none costs more than its place.</summary>
public sealed class FollowTests : IDisposable
{
    private const int Many = EventFeed.Buffer + 2_000;

    private readonly JournalDisk _disk = new();
    private readonly EventFeed _feed = new();
    private readonly TimeIndex _times;
    private readonly EventLog _log;
    private readonly CancellationTokenSource _limit = new(TestDaemon.Limit);
    private long _seq;
    private byte[] _hash = RecordCodec.FirstHash;

    public FollowTests()
    {
        _times = new TimeIndex(_disk);
        _log = new EventLog(_disk, _feed, _times);
        _feed.Begin(0);
    }

    public void Dispose()
    {
        _times.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task R15_Follow_AReaderThatIsTooSlow_IsCutAndGoesOnWithoutALoss()
    {
        Write(10);
        EventCursor cursor = new();
        List<long> seen = [];
        await using (IAsyncEnumerator<EventView> slow = _log.FollowAsync(new EventQuery(0), cursor, _limit.Token)
            .GetAsyncEnumerator(_limit.Token))
        {
            for (int i = 0; i < 10; i++)
            {
                (await slow.MoveNextAsync()).ShouldBeTrue();
                seen.Add(slow.Current.Seq);
            }
            Task<bool> live = slow.MoveNextAsync().AsTask();
            Write(1);
            (await live).ShouldBeTrue();
            seen.Add(slow.Current.Seq);
            Write(Many);
            while (await slow.MoveNextAsync())
                seen.Add(slow.Current.Seq);
        }
        cursor.Cut.ShouldBeTrue();
        cursor.After.ShouldBe(seen[^1]);
        seen.Count.ShouldBeLessThan(Many);

        await foreach (EventView view in _log.FollowAsync(new EventQuery(cursor.After, _seq), new EventCursor(), _limit.Token))
            seen.Add(view.Seq);

        seen.ShouldBe(Enumerable.Range(1, 11 + Many).Select(n => (long)n));
    }

    [Fact]
    public async Task Follow_WithoutACursor_ReadsOnFromTheHistoryByItself()
    {
        Write(1);
        List<long> seen = [];
        await foreach (EventView view in _log.FollowAsync(new EventQuery(0, Many + 1), _limit.Token))
        {
            if (view.Seq == 1)
                Write(Many);
            seen.Add(view.Seq);
        }

        seen.ShouldBe(Enumerable.Range(1, Many + 1).Select(n => (long)n));
    }

    [Fact]
    public async Task Follow_AHistoryLongerThanTheRing_IsNotCut()
    {
        Write(Many);
        EventCursor cursor = new();
        int count = 0;
        await foreach (EventView _ in _log.FollowAsync(new EventQuery(0, Many + 5), cursor, _limit.Token))
        {
            if (++count == Many)
                Write(5);
        }

        count.ShouldBe(Many + 5);
        cursor.Cut.ShouldBeFalse();
    }

    [Fact]
    public async Task Follow_FromNow_KnowsItsPlaceBeforeTheFirstEvent()
    {
        Write(7);
        EventCursor cursor = new();
        await using IAsyncEnumerator<EventView> reader = _log.FollowAsync(new EventQuery(), cursor, _limit.Token)
            .GetAsyncEnumerator(_limit.Token);
        ValueTask<bool> next = reader.MoveNextAsync();

        cursor.After.ShouldBe(7);
        Write(1);
        (await next).ShouldBeTrue();
        reader.Current.Seq.ShouldBe(8);
    }

    [Fact]
    public async Task Follow_OfWhatHardlyEverComes_MovesItsPlaceAlong()
    {
        EventCursor cursor = new();
        await using IAsyncEnumerator<EventView> reader = _log
            .FollowAsync(new EventQuery(0, Types: ["container-removed"]), cursor, _limit.Token).GetAsyncEnumerator(_limit.Token);
        Task<bool> next = reader.MoveNextAsync().AsTask();

        Write(300);
        while (cursor.After < 300)
        {
            _limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        next.IsCompleted.ShouldBeFalse();
        await _limit.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => next);
    }

    [Fact]
    public async Task R15_Publish_ToThousandsThatNeverRead_HoldsNoMoreThanOneRing()
    {
        List<IAsyncEnumerator<EventView>> stuck = [];
        for (int i = 0; i < 5_000; i++)
        {
            IAsyncEnumerator<EventView> reader = _log.FollowAsync(new EventQuery(), new EventCursor(), _limit.Token)
                .GetAsyncEnumerator(_limit.Token);
            ValueTask<bool> first = reader.MoveNextAsync();
            stuck.Add(reader);
            if (i == 0)
                Write(1);
            if (i == 0)
                (await first).ShouldBeTrue();
            else
                _ = first.AsTask();
        }
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long ring = Publish(Many);
        long held = GC.GetTotalMemory(forceFullCollection: true) - before - ring;

        // Each woke once and took up to 256 references; a buffer of its own would hold 8,192 for each, 330 MB.
        held.ShouldBeLessThan(60L << 20);
        GC.KeepAlive(stuck);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(15, 3)]
    [InlineData(20, 3)]
    [InlineData(21, 4)]
    public async Task Read_SinceATime_BeginsWithTheFirstRecordOfItOrLater(int second, long first)
    {
        // J10: after the third the clock is set back; all that follows is there, whatever time it shows.
        foreach (int at in (int[])[0, 10, 20, 30, 5, 25, 6])
            Write(1, at);

        List<long> seen = [];
        await foreach (EventView view in _log.ReadAsync(new EventQuery(Since: States.Now.AddSeconds(second)), _limit.Token))
            seen.Add(view.Seq);

        seen.ShouldBe(Enumerable.Range((int)first, 8 - (int)first).Select(n => (long)n));
    }

    [Fact]
    public async Task Read_SinceATimeInALongHistory_BeginsExactly()
    {
        for (int i = 0; i < 10_000; i++)
            Write(1, i);
        foreach (int second in (int[])[0, 4_095, 4_096, 4_097, 9_999, 12])
        {
            await using IAsyncEnumerator<EventView> reader = _log
                .ReadAsync(new EventQuery(Since: States.Now.AddSeconds(second)), _limit.Token).GetAsyncEnumerator(_limit.Token);
            (await reader.MoveNextAsync()).ShouldBeTrue();
            reader.Current.Seq.ShouldBe(second + 1);
        }
    }

    [Fact]
    public async Task Follow_SinceATimeToCome_WaitsForIt()
    {
        Write(3);
        await using IAsyncEnumerator<EventView> reader = _log
            .FollowAsync(new EventQuery(Since: States.Now.AddSeconds(100)), new EventCursor(), _limit.Token).GetAsyncEnumerator(_limit.Token);
        Task<bool> next = reader.MoveNextAsync().AsTask();
        Write(1, 50);
        Write(1, 100);

        (await next).ShouldBeTrue();
        reader.Current.Seq.ShouldBe(5);
    }

    [Fact]
    public async Task Read_WhereRecordsWereTakenAway_SaysWhichInsteadOfSkippingThem()
    {
        Write(10);
        EventLog log = new(new Without(_disk, through: 4), _feed, _times);

        HistoryGapException gap = await Should.ThrowAsync<HistoryGapException>(async () =>
        {
            await foreach (EventView _ in log.ReadAsync(new EventQuery(1), _limit.Token))
            {
            }
        });

        gap.First.ShouldBe(5);
        gap.Message.ShouldContain("from 2 to 4");
    }

    [Fact]
    public async Task Read_OfAJournalThatCouldNotBeRestored_SaysWhy()
    {
        EventFeed broken = new();
        broken.Break(new InvalidDataException("record 7"));
        EventLog log = new(_disk, broken, _times);

        (await Should.ThrowAsync<InvalidDataException>(() => log.HeadAsync(_limit.Token))).Message.ShouldBe("record 7");
    }

    private void Write(int count, int second = 0)
    {
        List<StoredRecord> stored = new(count);
        List<JournalRecord> records = new(count);
        for (int i = 0; i < count; i++)
        {
            Entry entry = new(new ContainerRenamed("web"), Given.User, "test", Guid.Empty, "web");
            (SealedRecord made, JournalRecord record) = RecordCodec.Seal(entry, ++_seq, States.Now.AddSeconds(second), _hash);
            _hash = record.Hash;
            stored.Add(new StoredRecord(_seq, made.Manifest, made.Payload));
            records.Add(record);
        }
        _disk.Write(stored);
        _feed.Publish(records);
    }

    /// <summary>Past the disk, so that only what the feed and its readers hold is held.</summary>
    /// <returns>About what one ring of records takes.</returns>
    private long Publish(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Entry entry = new(new ContainerRenamed("web"), Given.User, "test", Guid.Empty, "web");
            (_, JournalRecord record) = RecordCodec.Seal(entry, ++_seq, States.Now, _hash);
            _hash = record.Hash;
            _feed.Publish([record]);
        }
        return EventFeed.Buffer * 512L;
    }

    private sealed class Without(IJournalReader all, long through) : IJournalReader
    {
        public async IAsyncEnumerable<StoredRecord> ReadAsync(
            long afterSeq, long throughSeq, [EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (StoredRecord record in all.ReadAsync(Math.Max(afterSeq, through), throughSeq, cancel))
                yield return record;
        }
    }
}
