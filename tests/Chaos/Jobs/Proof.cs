using System.Globalization;

namespace Orchestrator.Chaos.Jobs;

/// <summary>One run of a payload as it told of itself.</summary>
/// <param name="StartTicks">Its start by the kernel's clock.</param>
/// <param name="End">The exit code that it was about to give; null: it did not come so far.</param>
internal sealed record Proof(ulong StartTicks, int? End)
{
    /// <summary>
    /// Shell lines that leave the proof of a start in a file of /out: field 22 of /proc/1/stat, by which the kernel knows
    /// this very process. The journal names it too, so a second run within an attempt cannot hide. Written in one
    /// write(2) before anything else; <c>end N</c> leaves the proof of the end.
    /// </summary>
    public static string Shell(string file) =>
        $"end() {{ echo end $1 >>/out/{file}; }}; read -r l </proc/1/stat; set -- $l; echo start ${{22}} >>/out/{file}; ";

    public static List<Proof> Read(string path)
    {
        var proofs = new List<Proof>();
        if (!File.Exists(path))
            return proofs;
        foreach (var line in File.ReadAllLines(path))
        {
            var number = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            if (line.StartsWith("start ", StringComparison.Ordinal))
                proofs.Add(new Proof(ulong.Parse(number, CultureInfo.InvariantCulture), null));
            else
                proofs[^1] = proofs[^1] with { End = int.Parse(number, CultureInfo.InvariantCulture) };
        }
        return proofs;
    }
}
