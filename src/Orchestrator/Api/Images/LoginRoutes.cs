using Orchestrator.Contracts;
using Orchestrator.Contracts.Images;
using Orchestrator.Daemon.Images;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Registry;

namespace Orchestrator.Daemon.Api.Images;

internal static class LoginRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("POST", "/v1/logins", "Log in to a registry, once it has accepted the login")
        {
            Request = typeof(LoginRequest), Response = typeof(LoginView), Answer = LoginAsync,
        },
        new("DELETE", "/v1/logins", "Forget the login to a registry")
        {
            Queries = ["registry"], Response = typeof(LoginView), Answer = LogoutAsync,
        },
    ];

    private static async Task<ApiAnswer> LoginAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.LoginRequest);
        var registry = Registry(request.Registry);
        var images = call.Node.ImageService;
        if (images.Blocked(registry) is { } blocked)
            return ApiAnswer.Invalid($"No login to {registry}", blocked);
        try
        {
            if (request.Ca is { } pem)
                images.Trust(registry, pem);
            if (request.User is null || request.Password is null)
                return ApiAnswer.Json(new LoginView(registry, null), Json.LoginView);
            var login = new RegistryLogin(request.User, request.Password);
            await images.Puller.CheckAsync(registry, login, request.Insecure, call.Cancel);
            images.Logins.Save(registry, login);
            images.Puller.Forget(registry);
            return ApiAnswer.Json(new LoginView(registry, request.User), Json.LoginView);
        }
        catch (Exception error) when (ImageService.ToProblem($"No login to {registry}", error) is { } problem)
        {
            return ApiAnswer.Problem(problem);
        }
    }

    private static Task<ApiAnswer> LogoutAsync(ApiCall call)
    {
        var registry = Registry(call.Query("registry") ?? ImageReference.DefaultRegistry);
        return Task.FromResult(call.Node.ImageService.Logins.Remove(registry)
            ? ApiAnswer.Json(new LoginView(registry, null), Json.LoginView)
            : ApiAnswer.Problem(new Problem { Title = $"There is no login to {registry}", Next = $"orch login {registry}", Status = 404 }));
    }

    /// <summary>The host becomes the name of a folder: only what can be one in a reference is one.</summary>
    private static string Registry(string text) =>
        text == ImageReference.DefaultRegistry || ImageReference.TryParse($"{text}/x", out _) is { } reference && reference.Registry == text
            ? text
            : throw new BadRequestException($"'{text}' is no registry", "It looks like registry.example or 127.0.0.1:5000, without https:// and a path.", "orch login --help");
}
