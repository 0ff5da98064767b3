using Orchestrator.Daemon.Mapping;

namespace Orchestrator.Daemon.Api.Fleet;

/// <summary>How long a freeze holds: a span, or the moment of its end.</summary>
internal static class Leases
{
    public static TimeSpan? Of(double? forSeconds, DateTimeOffset? until, TimeProvider time)
    {
        if (forSeconds is not null && until is not null)
            throw new BadRequestException("'forSeconds' and 'until' exclude each other");
        if (until is not { } end)
            return SpecMapper.Time("forSeconds", forSeconds);
        var left = end - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : throw new BadRequestException($"'until' is in the past: {end:O}");
    }
}
