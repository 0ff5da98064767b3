using System.Globalization;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;
using Orchestrator.Contracts.Yaml;

namespace Orchestrator.Contracts.Batches.Files;

/// <summary>
/// Reads a batch file: checks every key and value with its line, merges <c>defaults</c> into the jobs, and resolves
/// globs, all where the file lies, since the daemon has another working directory.
/// </summary>
public sealed class BatchFileReader
{
    /// <summary>Members of all jobs together.</summary>
    public const int MaxMembers = 100_000;

    private static readonly string[] TopKeys = ["name", "concurrency", "defaults", "jobs"];

    private readonly string _file;
    private readonly string _directory;
    private readonly List<BatchFileError> _errors = [];
    private readonly YamlChecker _check;
    private readonly BatchJobReader _jobs;

    private BatchFileReader(string file, string directory)
    {
        _file = file;
        _directory = directory;
        _check = new YamlChecker((node, message) => _errors.Add(new BatchFileError(_file, node.Line, node.Column, message)));
        _jobs = new BatchJobReader(_check, directory);
    }

    public static BatchFileResult ReadFile(string path)
    {
        try
        {
            using var text = new StreamReader(path);
            return Read(text, path, Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var why = error is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : error.Message;
            return new BatchFileResult(null, [new BatchFileError(path, 0, 0, why)]);
        }
    }

    /// <param name="file">Shown in errors.</param>
    /// <param name="directory">Absolute directory that relative paths and globs start from.</param>
    public static BatchFileResult Read(TextReader text, string file, string directory)
    {
        var reader = new BatchFileReader(file, directory);
        BatchDefinition? definition = null;
        try
        {
            var root = YamlReader.Read(text);
            if (root is null)
                reader._errors.Add(new BatchFileError(file, 1, 1, "the file is empty; a batch needs 'jobs'"));
            else
                definition = reader.Batch(root);
        }
        catch (YamlSyntaxException error)
        {
            reader._errors.Add(new BatchFileError(file, error.Line, error.Column, error.Message));
        }
        reader._errors.Sort((a, b) => a.Line != b.Line ? a.Line.CompareTo(b.Line) : a.Column.CompareTo(b.Column));
        return new BatchFileResult(reader._errors.Count == 0 ? definition : null, reader._errors);
    }

    private BatchDefinition? Batch(YamlNode root)
    {
        if (_check.Mapping(root, "a batch file") is not { } top)
            return null;
        var name = BatchName();
        int? concurrency = null;
        var defaults = new BatchJobDefinition { Name = "", Command = [] };
        YamlNode? jobs = null;
        foreach (var (key, value) in top.Entries)
        {
            switch (key.Value)
            {
                case "name":
                    name = _jobs.Name(value, "name") ?? name;
                    break;
                case "concurrency":
                    concurrency = _check.Integer(value, "concurrency", 1, 10_000);
                    break;
                case "defaults":
                    defaults = _jobs.Defaults(value, defaults);
                    break;
                case "jobs":
                    jobs = value;
                    break;
                default:
                    _check.Report(key, UnknownKey.Message(key.Value, "a batch", TopKeys));
                    break;
            }
        }
        if (jobs is null)
        {
            _check.Report(root, "'jobs' is missing: a batch needs at least one job");
            return null;
        }
        return new BatchDefinition
        {
            Name = name,
            Concurrency = concurrency,
            Jobs = Jobs(jobs, defaults),
        };
    }

    private List<BatchJobDefinition> Jobs(YamlNode node, BatchJobDefinition defaults)
    {
        var jobs = new List<BatchJobDefinition>();
        if (node is not YamlSequence { Items.Count: > 0 } sequence)
        {
            _check.Report(node, "'jobs' must be a list with at least one job (- name: …)");
            return jobs;
        }
        var places = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var item in sequence.Items)
        {
            if (_jobs.Job(item, defaults) is not { } job)
                continue;
            if (places.TryGetValue(job.Name, out var first))
                _check.Report(item, $"a job named '{job.Name}' exists already in line {first.Line}");
            places[job.Name] = item;
            BatchPaths.MakeAbsolute(job, _directory, message => _check.Report(item, message));
            jobs.Add(job);
        }
        var members = jobs.Sum(j => (long)j.MemberCount);
        if (members > MaxMembers)
            _check.Report(node, $"the jobs expand to {members} members; at most {MaxMembers} fit into one batch");
        CheckDependencies(jobs, places);
        return jobs;
    }

    private void CheckDependencies(List<BatchJobDefinition> jobs, Dictionary<string, YamlNode> places)
    {
        if (jobs.DistinctBy(j => j.Name).Count() != jobs.Count)
            return;
        var byName = jobs.ToDictionary(j => j.Name, StringComparer.Ordinal);
        foreach (var job in jobs)
            foreach (var other in BatchDependencies.Of(job))
                if (BatchDependencies.Problem(job, other, byName) is { } problem)
                    _check.Report(places[job.Name], problem);
        if (_errors.Count == 0 && BatchDependencies.Cycle(jobs) is { } cycle)
            _check.Report(places[cycle[0]], $"these jobs wait for each other: {string.Join(" -> ", cycle)}");
    }

    private string BatchName()
    {
        var stem = Path.GetFileNameWithoutExtension(_file);
        return Names.IsValid(stem) ? stem : "batch";
    }
}
