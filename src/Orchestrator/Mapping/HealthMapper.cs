using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Images.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>Healthchecks of requests and of images.</summary>
internal static class HealthMapper
{
    /// <summary>Docker's words in an image may be of nanoseconds; a question is a process, and the node's to bear.</summary>
    private const double LeastSeconds = 1;

    public static HealthSpec? Map(HealthRequest? request)
    {
        if (request is null || request.None)
            return null;
        var usual = new HealthSpec();
        return new HealthSpec
        {
            // Without a command the check of the spec refuses it.
            Command = request.Command ?? [],
            Interval = SpecMapper.Time("intervalSeconds", request.IntervalSeconds) ?? usual.Interval,
            Timeout = SpecMapper.Time("timeoutSeconds", request.TimeoutSeconds) ?? usual.Timeout,
            StartPeriod = SpecMapper.Time("startPeriodSeconds", request.StartPeriodSeconds) ?? usual.StartPeriod,
            Retries = request.Retries ?? usual.Retries,
        };
    }

    /// <summary>What the image says, where the request says nothing (moby's image spec, "Healthcheck").</summary>
    public static HealthRequest? Merge(HealthRequest? request, HealthcheckConfig? image)
    {
        if (request is { None: true } || image is null || image.Test.Count == 0)
            return request;
        var (kind, words) = (image.Test[0], image.Test.Skip(1).ToList());
        IReadOnlyList<string>? command = kind switch
        {
            "CMD" when words.Count > 0 => words,
            "CMD-SHELL" when words.Count > 0 => Shell(words[0]),
            "NONE" => null,
            _ => throw new BadRequestException($"The image's healthcheck is of the kind '{kind}', which is none", null, "Run it with --no-healthcheck, or give one with --health-cmd."),
        };
        if (command is null)
            return request;
        return new HealthRequest
        {
            Command = request?.Command ?? command,
            IntervalSeconds = request?.IntervalSeconds ?? Seconds(image.Interval),
            TimeoutSeconds = request?.TimeoutSeconds ?? Seconds(image.Timeout),
            StartPeriodSeconds = request?.StartPeriodSeconds ?? Seconds(image.StartPeriod),
            Retries = request?.Retries ?? (image.Retries is > 0 and var retries ? retries : null),
        };
    }

    public static IReadOnlyList<string> Shell(string line) => ["/bin/sh", "-c", line];

    /// <summary>0 is not said.</summary>
    private static double? Seconds(TimeSpan? time) => time is { } value && value > TimeSpan.Zero ? Math.Max(LeastSeconds, value.TotalSeconds) : null;
}
