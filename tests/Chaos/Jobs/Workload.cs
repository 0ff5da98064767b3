using System.Text;

namespace Orchestrator.Chaos.Jobs;

/// <summary>The batch files of a run, and where the proofs of their jobs lie.</summary>
internal sealed class Workload
{
    /// <summary>Jobs of one batch: few, so that batches are submitted and come to their end all through the run.</summary>
    private const int PerBatch = 50;

    private readonly string _folder;

    public Workload(string folder, int jobs)
    {
        _folder = folder;
        for (var left = jobs; left > 0; left -= PerBatch)
            Batches.Add(Make(Batches.Count, Math.Min(left, PerBatch)));
    }

    public List<PlannedBatch> Batches { get; } = [];

    public string ProofOf(string batch, JobKind kind, int index) => Path.Combine(_folder, "proofs", batch, kind.Name, $"{index}");

    private PlannedBatch Make(int number, int jobs)
    {
        var name = $"b{number}";
        var counts = Share(jobs);
        var text = new StringBuilder($$"""
            name: {{name}}
            concurrency: 8
            defaults: { image: busybox, memory: 48M, pids: 32, timeout: 60s }
            jobs:

            """);
        foreach (var (kind, count) in counts)
        {
            text.Append($$"""
                  - name: {{kind.Name}}
                    count: {{count}}
                    command: [sh, -c, {{Quoted(kind.Script)}}]
                    output: { target: /out, dest: proofs/{{name}}/{{kind.Name}} }

                """);
            // The command line makes a batch's output folders; the run submits by the API.
            Directory.CreateDirectory(Path.GetDirectoryName(ProofOf(name, kind, 0))!);
            foreach (var key in kind.More.Split(", ", StringSplitOptions.RemoveEmptyEntries))
                text.Append("    ").Append(key).Append('\n');
        }
        var path = Path.Combine(_folder, name + ".yaml");
        File.WriteAllText(path, text.ToString());
        return new PlannedBatch(name, path, jobs, counts);
    }

    /// <summary>By weight; what rounding leaves goes to the first kind.</summary>
    private static Dictionary<JobKind, int> Share(int jobs)
    {
        var counts = JobKind.All.ToDictionary(kind => kind, kind => jobs * kind.Weight / 100);
        counts[JobKind.All[0]] += jobs - counts.Values.Sum();
        return counts.Where(pair => pair.Value > 0).ToDictionary();
    }

    private static string Quoted(string text) => '\'' + text.Replace("'", "''", StringComparison.Ordinal) + '\'';
}
