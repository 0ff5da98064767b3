using System.Globalization;
using System.Text;

namespace Orchestrator.Actors.Audit;

/// <summary>What a checkpoint signs. It begins with a purpose, so that no other signature of the key can pass for one.</summary>
public static class CheckpointText
{
    public static byte[] Of(string node, long through, string hash, DateTimeOffset time) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"orch audit checkpoint v1\nnode {node}\nseq {through}\nhash {hash}\ntime {time.UtcDateTime:O}\n"));
}
