using Orchestrator.Contracts.Batches.Files;
using Orchestrator.Contracts.Values;
using Orchestrator.Contracts.Yaml;

namespace Orchestrator.Contracts.Configuration;

/// <summary>Reads orch.yaml, then the variables over it. Every error names file and line, or the variable.</summary>
public static class DaemonSettingsReader
{
    public static (DaemonSettings Settings, IReadOnlyList<string> Errors) Read(
        string file, IReadOnlyDictionary<string, string> environment, bool mustExist = false)
    {
        var settings = new DaemonSettings();
        var errors = new List<string>();
        ReadFile(file, settings, errors, mustExist);
        ReadEnvironment(environment, settings, errors);
        return (settings, errors);
    }

    /// <summary>What is wrong with a text that is to become <paramref name="file"/>.</summary>
    public static IReadOnlyList<string> Check(string text, string file)
    {
        var errors = new List<string>();
        using var reader = new StringReader(text);
        ReadText(reader, file, new DaemonSettings(), errors);
        return errors;
    }

    private static void ReadFile(string file, DaemonSettings settings, List<string> errors, bool mustExist)
    {
        try
        {
            using var text = new StreamReader(file);
            ReadText(text, file, settings, errors);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            if (mustExist)
                errors.Add($"{file}: there is no such file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{file}: {error.Message}");
        }
    }

    private static void ReadText(TextReader text, string file, DaemonSettings settings, List<string> errors)
    {
        try
        {
            var check = new YamlChecker((node, message) => errors.Add($"{file}:{node.Line}:{node.Column}: {message}"));
            if (YamlReader.Read(text) is { } root && check.Mapping(root, "a configuration") is { } top)
                foreach (var (section, value) in top.Entries)
                    Section(section, value, settings, check);
        }
        catch (YamlSyntaxException error)
        {
            errors.Add($"{file}:{error.Line}:{error.Column}: {error.Message}");
        }
    }

    private static void Section(YamlScalar section, YamlNode value, DaemonSettings settings, YamlChecker check)
    {
        var keys = DaemonSettingsKeys.All.Where(k => k.Section == section.Value).ToList();
        if (keys.Count == 0)
        {
            check.Report(section, UnknownKey.Message(section.Value, "the configuration", [.. DaemonSettingsKeys.All.Select(k => k.Section).Distinct()]));
            return;
        }
        if (value is YamlScalar { IsNull: true } || check.Mapping(value, $"'{section.Value}'") is not { } mapping)
            return;
        foreach (var (name, setting) in mapping.Entries)
        {
            if (keys.Find(k => k.Name == name.Value) is not { } key)
                check.Report(name, UnknownKey.Message(name.Value, $"'{section.Value}'", [.. keys.Select(k => k.Name)]));
            else if (setting is not YamlScalar { IsNull: true })
                key.Set(settings, check, setting);
        }
    }

    private static void ReadEnvironment(IReadOnlyDictionary<string, string> environment, DaemonSettings settings, List<string> errors)
    {
        foreach (var (variable, value) in environment.Where(e => e.Key.StartsWith("ORCH__", StringComparison.OrdinalIgnoreCase)))
        {
            var key = DaemonSettingsKeys.All.FirstOrDefault(k => k.Variable.Equals(variable, StringComparison.OrdinalIgnoreCase));
            if (key is null)
            {
                var near = Suggestion.For(variable, DaemonSettingsKeys.All.Select(k => k.Variable));
                errors.Add($"{variable}: there is no such setting{(near is null ? "" : $"; did you mean {near}?")}");
            }
            else if (value.Length > 0)
            {
                key.Set(settings, new YamlChecker((_, message) => errors.Add($"{variable}: {message}")), new YamlScalar(0, 0, value, Plain: true));
            }
        }
    }
}
