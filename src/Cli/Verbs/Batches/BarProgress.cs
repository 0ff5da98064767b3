using System.Globalization;
using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Values;
using Spectre.Console;

namespace Orchestrator.Cli.Verbs.Batches;

/// <summary>A bar for a person at a terminal.</summary>
internal sealed class BarProgress(Surroundings surroundings) : BatchProgress
{
    public override async Task<BatchView> ShowAsync(Func<Action<BatchView>, Task<BatchView>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(surroundings.Error),
        });
        var rate = new BatchRate(surroundings.Time);
        var started = surroundings.Time.GetTimestamp();
        return await console.Progress()
            .AutoClear(false)
            .HideCompleted(false)
            .Columns(
                new ProgressBarColumn { Width = 32 },
                new PercentageColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left })
            .StartAsync(async context =>
            {
                var task = context.AddTask("waiting to start", maxValue: 1);
                var last = await work(view =>
                {
                    rate.Take(view.Counts);
                    task.MaxValue = Math.Max(1, view.Counts.Total);
                    task.Value = view.Counts.Done;
                    task.Description = Markup.Escape(Describe(view.Counts, rate));
                });
                task.Value = task.MaxValue;
                var took = Duration.Format(surroundings.Time.GetElapsedTime(started));
                task.Description = Markup.Escape(
                    string.Create(CultureInfo.InvariantCulture, $"{last.Counts.Done}/{last.Counts.Total} in {took}"));
                return last;
            });
    }

    internal static string Describe(BatchCounts counts, BatchRate rate)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{counts.Done}/{counts.Total} · {counts.Running} running · {rate.PerSecond:0.0}/s");
        if (counts.Failed > 0)
            text += string.Create(CultureInfo.InvariantCulture, $" · {counts.Failed} failed");
        return rate.Left is { } left ? $"{text} · {Duration.Format(left)} left" : text;
    }
}
