using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Benchmarks.Verify;

/// <summary>The records of many short lives of containers, chained and signed as the engine does it.</summary>
internal sealed class MadeHistory(int count, IAuditSigner signer)
{
    private const int CheckpointEvery = 10_000;

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly (string Manifest, string Data)[] Kinds =
    [
        ("container-created.v1", """{"name":"batch.job.NUMBER","spec":{"image":"busybox","command":["sh","-c","gzip -c /in | sha256sum > /out/NUMBER.sum"],"resources":{"memoryBytes":67108864,"cpus":0.5,"pids":32},"labels":{"batch":"checksums"}},"prepared":{"idRangeBase":100000,"idRangeLength":65536,"imageDigest":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}}"""),
        ("container-start-requested.v1", """{"attempt":1,"byPolicy":false}"""),
        ("container-started.v1", """{"attempt":1,"init":{"pid":NUMBER,"startTime":98765432,"bootId":"b007b007-0000-4000-8000-000000000000"},"at":"2026-01-01T00:00:00+00:00"}"""),
        ("container-exited.v1", """{"attempt":1,"status":{"code":0,"oom":false,"unknown":false},"at":"2026-01-01T00:00:00+00:00","usage":{"cpuUsec":1234,"memoryPeakBytes":1048576,"memoryBytes":0,"ioReadBytes":4096,"ioWriteBytes":64,"pidsPeak":3,"frozenUsec":0},"oomKills":0}"""),
        ("container-removed.v1", "{}"),
    ];

    public long Bytes { get; private set; }

    public byte[] Head { get; private set; } = RecordCodec.FirstHash;

    public async IAsyncEnumerable<StoredRecord> Records()
    {
        await Task.CompletedTask;
        Bytes = 0;
        Head = RecordCodec.FirstHash;
        for (int seq = 1; seq <= count; seq++)
        {
            DateTimeOffset time = Begin.AddMilliseconds(seq);
            bool signs = seq % CheckpointEvery == 0 || seq == count;
            (string manifest, string data) = signs
                ? ("audit-checkpoint.v1", Checkpoint(seq, time))
                : (Kinds[seq % Kinds.Length].Manifest, Kinds[seq % Kinds.Length].Data);
            byte[] body = Encoding.UTF8.GetBytes(
                $$"""{"time":{{JsonSerializer.Serialize(time)}},"id":"01936b2e-0000-7000-8000-{{seq:D12}}","container":"batch.job.{{seq / 5}}","batch":"batch","attempt":1,"uid":0,"user":"root","cause":"POST /v1/batches","data":{{data.Replace("NUMBER", (seq / 5).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)}}}""");
            Head = RecordCodec.Hash(Head, seq, manifest, body);
            Bytes += RecordCodec.HashLength + 9 + manifest.Length + body.Length;
            yield return new StoredRecord(seq, manifest, (byte[])[.. Head, .. body]);
        }
    }

    private string Checkpoint(long seq, DateTimeOffset time)
    {
        string hash = Convert.ToHexStringLower(Head);
        string signature = Convert.ToBase64String(signer.Sign(CheckpointText.Of("bench", seq - 1, hash, time)));
        return $$"""{"node":"bench","through":{{seq - 1}},"hash":"{{hash}}","time":{{JsonSerializer.Serialize(time)}},"key":"{{Convert.ToBase64String(signer.PublicKey.Span)}}","signature":"{{signature}}"}""";
    }
}
