using System.Globalization;
using Orchestrator.Lxc;
using Orchestrator.Lxc.Configuration;
using Orchestrator.LxcTools.Parsing;

namespace Orchestrator.LxcTools;

/// <summary>What was asked of a tool, and where its words go.</summary>
internal sealed class ToolCall : IDisposable
{
    private readonly Tool _tool;
    private readonly IReadOnlyList<(ToolOption Option, string? Value)> _given;
    private readonly TextWriter _error;
    private readonly StreamWriter? _log;
    private List<string> _operands;

    public ToolCall(Tool tool, IReadOnlyList<(ToolOption, string?)> given, List<string> operands, TextWriter output, TextWriter error)
    {
        (_tool, _given, _operands, _error) = (tool, given, operands, error);
        Quiet = Has(CommonOptions.Quiet);
        Out = Quiet ? TextWriter.Null : output;
        Data = output;
        if (Get(CommonOptions.LogFile) is { } file)
            _log = OpenLog(file);
        LxcPath = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Get(CommonOptions.LxcPath) ?? LxcGlobalConfiguration.Read().Get("lxc.lxcpath")!));
    }

    public string Name { get; private set; } = "";

    public string LxcPath { get; }

    public bool Quiet { get; }

    /// <summary>Words for a person, which -q takes away.</summary>
    public TextWriter Out { get; }

    /// <summary>What was asked for, -q or not.</summary>
    public TextWriter Data { get; }

    public IReadOnlyList<string> Operands => _operands;

    /// <summary>What to print instead of doing anything.</summary>
    public string? Help { get; set; }

    public bool Has(ToolOption option) => _given.Any(pair => pair.Option == option);

    public string? Get(ToolOption option) => _given.LastOrDefault(pair => pair.Option == option).Value;

    public IReadOnlyList<string> All(ToolOption option) => [.. _given.Where(pair => pair.Option == option).Select(pair => pair.Value ?? "")];

    public int? Integer(ToolOption option) => Get(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"--{option.Long} wants a number, not '{text}'");

    /// <summary>The name is that of -n, or the first operand.</summary>
    public void TakeName()
    {
        Name = Get(CommonOptions.Name) ?? "";
        if (Name.Length == 0 && _operands.Count > 0)
            (Name, _operands) = (_operands[0], [.. _operands.Skip(1)]);
        if (Name.Length == 0)
            throw new UsageException("missing container name, use --name option");
    }

    /// <summary>The container that is meant; null when that was refused, and said.</summary>
    public LxcContainer? Open(string? name = null, string? path = null)
    {
        try
        {
            var container = new LxcContainer(name ?? Name, path ?? LxcPath);
            var file = _given.LastOrDefault(pair => pair.Option.Long == "rcfile").Value;
            if (file is null)
                return container;
            container.ClearConfig();
            if (container.LoadConfig(file))
                return container;
            Fail(container.ErrorString!);
        }
        catch (Exception error) when (error is ArgumentException or InvalidDataException)
        {
            Fail(error.Message);
        }
        return null;
    }

    /// <summary>Says why it failed.</summary>
    /// <returns>The exit code.</returns>
    public int Fail(string why, int code = 1)
    {
        var line = $"lxc-{_tool.Name}: {(Name.Length > 0 ? Name + ": " : "")}{why}";
        if (_log is not null)
            _log.WriteLine(line);
        else if (!Quiet)
            _error.WriteLine(line);
        return code;
    }

    public int Fail(LxcContainer container, int code = 1) => Fail(container.ErrorString ?? "failed", code);

    public void Dispose()
    {
        Data.Flush();
        _log?.Dispose();
    }

    private static StreamWriter OpenLog(string file)
    {
        try
        {
            return new StreamWriter(file, append: true) { AutoFlush = true };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the log file {file} cannot be opened: {error.Message}");
        }
    }
}
