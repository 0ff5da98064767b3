using System.Globalization;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Networks;
using Orchestrator.Contracts.Values;
using Orchestrator.Contracts.Yaml;

namespace Orchestrator.Contracts.Batches.Files;

/// <summary>Reads one job, or the defaults that jobs start from.</summary>
internal sealed class BatchJobReader(YamlChecker check, string directory)
{
    private static readonly string[] DefaultKeys =
    [
        "image", "command", "env", "memory", "cpus", "cpuWeight", "pids", "ioWeight", "timeout", "timeoutCountsFrozen", "retries", "backoff",
        "backoffMax", "retryOn", "priority", "class", "user", "workdir", "network", "labels", "deadline", "inputs", "output",
    ];

    private static readonly string[] JobKeys =
    [
        .. DefaultKeys, "name", "foreach", "count", "after", "afterOk", "afterFailed", "afterAny", "cron", "timezone", "hold", "holdUntil",
        "gang",
    ];

    public BatchJobDefinition Defaults(YamlNode node, BatchJobDefinition empty)
    {
        var defaults = empty with { };
        if (check.Mapping(node, "'defaults'") is { } mapping)
            foreach (var (key, value) in mapping.Entries)
                if (!Common(defaults, key.Value, value))
                    check.Report(key, JobKeys.Contains(key.Value)
                        ? $"'{key.Value}' belongs into a job, not into 'defaults'"
                        : UnknownKey.Message(key.Value, "'defaults'", DefaultKeys));
        return defaults;
    }

    public BatchJobDefinition? Job(YamlNode node, BatchJobDefinition defaults)
    {
        if (check.Mapping(node, "a job") is not { } mapping)
            return null;
        var job = defaults with { };
        YamlNode? foreachNode = null;
        foreach (var (key, value) in mapping.Entries)
        {
            if (key.Value == "foreach")
                foreachNode = value;
            if (!Own(job, key.Value, value) && !Common(job, key.Value, value))
                check.Report(key, UnknownKey.Message(key.Value, "a job", JobKeys));
        }
        if (job.Name.Length == 0 && !mapping.Entries.Any(e => e.Key.Value == "name"))
            check.Report(node, "a job needs a 'name'");
        if (job.Command.Count == 0 && !mapping.Entries.Any(e => e.Key.Value == "command"))
            check.Report(node, $"job '{job.Name}' needs a 'command', a list such as [sh, -c, \"echo hi\"]");
        if (job.Image is null && !mapping.Entries.Any(e => e.Key.Value == "image"))
            check.Report(node, $"job '{job.Name}' needs an 'image' (or give one in 'defaults')");
        if (job.TimeZone is not null && job.Cron is null)
            check.Report(node, $"job '{job.Name}' has a 'timezone' and no 'cron'");
        if (foreachNode is not null && job.Count is not null)
            check.Report(foreachNode, $"job '{job.Name}' has both 'foreach' and 'count'; give one of them");
        return job;
    }

    public string? Name(YamlNode node, string key)
    {
        if (check.Text(node, key) is not { } name)
            return null;
        if (Names.IsValid(name))
            return name;
        check.Report(node, $"'{name}' is not a possible name: {Names.Rule}");
        return null;
    }

    // Keys that only a job has. False: not one of them.
    private bool Own(BatchJobDefinition job, string key, YamlNode value)
    {
        switch (key)
        {
            case "name":
                job.Name = Name(value, key) ?? "";
                return true;
            case "foreach":
                job.Items = ForeachReader.Read(check, value, directory);
                return true;
            case "count":
                job.Count = check.Integer(value, key, 1, BatchFileReader.MaxMembers);
                return true;
            case "after":
                job.After = check.TextOrTexts(value, key) ?? [];
                return true;
            case "afterOk":
                job.AfterOk = check.TextOrTexts(value, key) ?? [];
                return true;
            case "afterFailed":
                job.AfterFailed = check.TextOrTexts(value, key) ?? [];
                return true;
            case "afterAny":
                job.AfterAny = check.TextOrTexts(value, key) ?? [];
                return true;
            case "cron":
                job.Cron = check.Text(value, key);
                return true;
            case "timezone":
                job.TimeZone = check.Text(value, key);
                return true;
            case "hold":
                job.Hold = check.Truth(value, key) ?? false;
                return true;
            case "holdUntil":
                job.HoldUntil = Time(value, key);
                return true;
            case "gang":
                job.Gang = check.Truth(value, key) ?? false;
                return true;
            default:
                return false;
        }
    }

    private bool Common(BatchJobDefinition job, string key, YamlNode value)
    {
        switch (key)
        {
            case "image":
                job.Image = check.Text(value, key);
                break;
            case "command":
                job.Command = Command(value) ?? [];
                break;
            case "env":
                job.Env = Merge(job.Env, check.TextMap(value, key));
                break;
            case "labels":
                job.Labels = Merge(job.Labels, check.TextMap(value, key));
                break;
            case "memory":
                job.Resources = job.Resources with { MemoryBytes = check.Size(value, key) };
                break;
            case "cpus":
                job.Resources = job.Resources with { Cpus = check.Number(value, key) };
                break;
            case "cpuWeight":
                job.Resources = job.Resources with { CpuWeight = check.Integer(value, key, 1, 10_000) };
                break;
            case "ioWeight":
                job.Resources = job.Resources with { IoWeight = check.Integer(value, key, 1, 10_000) };
                break;
            case "pids":
                job.Resources = job.Resources with { Pids = check.Integer(value, key, 1, 4_194_304) };
                break;
            case "timeout":
                job.TimeoutSeconds = check.Seconds(value, key);
                break;
            case "timeoutCountsFrozen":
                job.TimeoutCountsFrozen = check.Truth(value, key);
                break;
            case "backoffMax":
                job.BackoffMaxSeconds = check.Seconds(value, key);
                break;
            case "deadline":
                job.DeadlineSeconds = check.Seconds(value, key);
                break;
            case "retries":
                job.Retries = check.Integer(value, key, 0, 1000) ?? 0;
                break;
            case "backoff":
                job.BackoffSeconds = check.Seconds(value, key);
                break;
            case "retryOn":
                job.RetryOn = RetryOnReader.Read(check, value);
                break;
            case "priority":
                job.Priority = check.Integer(value, key, 0, 100) ?? job.Priority;
                break;
            case "class":
                job.Class = check.Text(value, key);
                break;
            case "user":
                job.User = check.Text(value, key);
                break;
            case "workdir":
                job.Workdir = check.Text(value, key);
                break;
            case "network":
                job.Network = Network(value);
                break;
            case "inputs":
                job.Inputs = BatchMountReader.Inputs(check, value);
                break;
            case "output":
                job.Output = BatchMountReader.Output(check, value);
                break;
            default:
                return false;
        }
        return true;
    }

    private IReadOnlyList<string>? Command(YamlNode node)
    {
        if (node is YamlScalar)
        {
            check.Report(node, "'command' must be a list such as [sh, -c, \"echo hi\"]; nothing splits a text into words here");
            return null;
        }
        var command = check.Texts(node, "command");
        if (command is { Count: 0 })
            check.Report(node, "'command' must not be empty");
        return command;
    }

    private string? Network(YamlNode node)
    {
        var network = check.Text(node, "network");
        if (network is null)
            return null;
        var word = NetworkWords.Namespace(network);
        var problem = word is not null ? "a job's network namespace is its own or the host's" : null;
        if (word is "none" or "host" || word is null && NetworkWords.Interface(network, out problem) is not null)
            return network;
        check.Report(node, $"'network' is not possible: {problem}");
        return null;
    }

    private DateTimeOffset? Time(YamlNode node, string key)
    {
        if (node is YamlScalar scalar
            && DateTimeOffset.TryParse(scalar.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;
        check.Report(node, $"'{key}' must be a time such as 2027-01-31T18:00:00Z, not {YamlChecker.Describe(node)}");
        return null;
    }

    private static IReadOnlyDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> first, IReadOnlyDictionary<string, string>? second)
    {
        var merged = new Dictionary<string, string>(first, StringComparer.Ordinal);
        foreach (var (key, value) in second ?? new Dictionary<string, string>())
            merged[key] = value;
        return merged;
    }
}
