namespace Orchestrator.Images.Registry;

public enum RegistryProblem
{
    /// <summary>The registry has no such image, manifest or blob.</summary>
    NotFound,

    /// <summary>It wants a login, or does not accept the one it was given.</summary>
    Unauthorized,

    /// <summary>The answer is against the protocol, or not what was asked for: asking again is of no use.</summary>
    Refused,

    /// <summary>The certificate is not trusted, or there is no TLS.</summary>
    Untrusted,

    /// <summary>A cut, a time-out, too many requests, a failure of the server: asking again may help.</summary>
    Passing,
}
