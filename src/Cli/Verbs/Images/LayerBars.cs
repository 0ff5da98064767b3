using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Images;
using Orchestrator.Contracts.Values;
using Spectre.Console;

namespace Orchestrator.Cli.Verbs.Images;

/// <summary>A bar for each layer on a person's terminal, and nothing anywhere else.</summary>
internal static class LayerBars
{
    private const int MostBars = 12;

    /// <returns>The last line, with what came out.</returns>
    public static async Task<ImageProgress> ShowAsync(Invocation call, string what, string moving, IAsyncEnumerable<ImageProgress> lines)
    {
        if (!call.Surroundings.ErrorIsTerminal || call.Arguments.Has(GlobalOptions.Quiet))
            return await LastAsync(lines, _ => { });
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = call.Surroundings.ErrorColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(call.Surroundings.Error),
        });
        return await console.Progress()
            .AutoClear(false)
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 32 }, new PercentageColumn())
            .StartAsync(async context =>
            {
                var whole = context.AddTask(Markup.Escape(Printable.Text(what)), maxValue: 1);
                var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                return await LastAsync(lines, layers =>
                {
                    foreach (var layer in layers)
                    {
                        if (!bars.TryGetValue(layer.Digest, out var bar))
                        {
                            if (bars.Count == MostBars)
                                continue;
                            bars[layer.Digest] = bar = context.AddTask("", maxValue: Math.Max(1, layer.Total));
                        }
                        bar.Value = layer.State is "there" or "done" ? bar.MaxValue : layer.Current;
                        bar.Description = Markup.Escape(Describe(layer, moving));
                    }
                    whole.MaxValue = Math.Max(1, layers.Sum(layer => layer.Total));
                    whole.Value = layers.Sum(layer => layer.Current);
                });
            });
    }

    private static string Describe(LayerProgressView layer, string moving)
    {
        var name = layer.Digest is { Length: > 19 } digest ? digest[7..19] : Printable.Text(layer.Digest);
        var state = layer.State == "downloading" ? moving : layer.State;
        return $"{name} {state,-11} {ByteSize.Format(layer.Total),9}";
    }

    private static async Task<ImageProgress> LastAsync(IAsyncEnumerable<ImageProgress> lines, Action<IReadOnlyList<LayerProgressView>> show)
    {
        ImageProgress? last = null;
        await foreach (var line in lines)
        {
            last = line;
            if (line.Layers is { } layers)
                show(layers);
        }
        return last!;
    }
}
