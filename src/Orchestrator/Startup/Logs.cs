using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;
using Serilog;
using Serilog.Events;

namespace Orchestrator.Daemon.Startup;

/// <summary>Console (in the foreground), a rolling file, and Seq when a URL is set.</summary>
internal static class Logs
{
    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Level:u3} {SourceContext} {Message:lj}{NewLine}{Exception}";

    /// <summary>How long the end of the daemon waits for Seq; what is in the buffer file then goes out with the next one.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    /// <summary>A Seq that takes connections and answers nothing would hold up the end for as long as its HTTP client waits.</summary>
    public static async Task CloseAsync(TimeProvider time)
    {
        try
        {
            await Task.Run(async () => await Log.CloseAndFlushAsync()).WaitAsync(FlushLimit, time);
        }
        catch (TimeoutException)
        {
            // Nothing is lost: every event was written to the buffer file when it was logged.
        }
    }

    public static void Open(RootLayout layout, DaemonSettings settings)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(Enum.Parse<LogEventLevel>(settings.LogLevel))
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .Enrich.WithProperty("Node", settings.NodeName)
            .Enrich.WithProperty("Root", layout.Root ?? "/")
            .WriteTo.File(
                Path.Combine(layout.Log, "orchd-.log"),
                outputTemplate: Line,
                formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: 64L << 20,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: 14);
        // In the background the console is a file that nobody rolls; the log file says the same.
        if (Environment.GetEnvironmentVariable("ORCH_BACKGROUND") != "1")
            configuration = configuration.WriteTo.Console(
                outputTemplate: Line,
                formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                standardErrorFromLevel: LogEventLevel.Verbose);
        if (settings.SeqUrl is { } url)
            // Without a buffer file events are lost while Seq is down.
            configuration = configuration.WriteTo.Seq(
                url,
                apiKey: settings.SeqApiKey,
                bufferBaseFilename: Path.Combine(layout.Log, "seq-buffer"),
                bufferSizeLimitBytes: 256L << 20);
        Log.Logger = configuration.CreateLogger();
    }
}
