using Orchestrator.Kernel;

namespace Orchestrator.Cli;

/// <summary>The process around a command: streams, terminal, environment, time; tests give their own.</summary>
internal sealed record Surroundings
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Opened when it is first read, which few commands do: opening it sets up a console.</summary>
    public Lazy<TextReader> In { get; init; } = new(TextReader.Null);

    public Func<Stream> OpenOut { get; init; } = Console.OpenStandardOutput;

    public Func<Stream> OpenError { get; init; } = Console.OpenStandardError;

    /// <summary>Columns of the terminal on stdout; null when stdout is none.</summary>
    public int? Width { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    public bool NoColor { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public CancellationToken Cancel { get; init; }

    public bool Color => OutIsTerminal && !NoColor;

    public bool ErrorColor => ErrorIsTerminal && !NoColor;

    public static Surroundings OfProcess(CancellationToken cancel)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            environment[(string)entry.Key] = (string?)entry.Value ?? "";
        var outTerminal = Terminal.IsTerminal(1);
        return new Surroundings
        {
            Out = new StreamWriter(Console.OpenStandardOutput(), new System.Text.UTF8Encoding(false), 16 * 1024) { AutoFlush = false },
            Error = new StreamWriter(Console.OpenStandardError(), new System.Text.UTF8Encoding(false), 1024) { AutoFlush = true },
            In = new Lazy<TextReader>(() => Console.In),
            Width = outTerminal ? Terminal.Columns(1) ?? 80 : null,
            OutIsTerminal = outTerminal,
            ErrorIsTerminal = Terminal.IsTerminal(2),
            // no-color.org: present and not empty.
            NoColor = environment.GetValueOrDefault("NO_COLOR") is { Length: > 0 } || environment.GetValueOrDefault("TERM") == "dumb",
            Environment = environment,
            Cancel = cancel,
        };
    }
}
