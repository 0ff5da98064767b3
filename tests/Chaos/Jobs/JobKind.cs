namespace Orchestrator.Chaos.Jobs;

/// <summary>One way for a job to live and end, and what its payload is known to do.</summary>
/// <param name="Weight">Share of a batch, in hundredths.</param>
/// <param name="Body">Shell lines after the proof of the start; <c>end N</c> leaves the proof of the end.</param>
/// <param name="More">Further keys of the job in the batch file.</param>
/// <param name="Signal">By which the payload is meant to end; null: it exits.</param>
/// <param name="Victim">The test kills it from outside.</param>
internal sealed record JobKind(
    string Name, int Weight, string Body, string More = "", int? Signal = null, bool Victim = false)
{
    private const int Segv = 11, Kill = 9;

    public static IReadOnlyList<JobKind> All { get; } =
    [
        new("quick", 30, "end 0; exit 0"),
        new("code", 15, "usleep $(({index} * 7919 % 300))000; c=$((1 + {index} * 13 % 120)); end $c; exit $c"),
        new("slow", 18, "usleep $((200 + {index} * 7919 % 800))000; end 0; exit 0"),
        new("retry", 12, "usleep 50000; [ $(grep -c start /out/{index}) -ge 3 ] && { end 0; exit 0; }; end 7; exit 7",
            "retries: 6, backoff: 0.1s"),
        new("children", 10, "(usleep 150000; echo child >>/out/{index}.child) & sleep 1000 & (exit 3) & wait %1; end 5; exit 5"),
        // The kernel ends PID 1 of a namespace for its own faults only; a signal that it sends itself is dropped.
        new("fault", 6, "end 0; f() { f; }; f", Signal: Segv),
        new("victim", 6, "sleep 600; end 0", "retries: 1, backoff: 0.1s, timeout: 120s", Kill, Victim: true),
        new("late", 3, "sleep 600; end 0", "timeout: 1s", Kill),
    ];

    public string Script => Proof.Shell("{index}") + Body;
}
