using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Images;

internal sealed class LoginVerb : Verb
{
    private static readonly Option User = new("--username", "-u", "USER", "Who to be there (default: asked for)");
    private static readonly Option Password = new("--password-stdin", null, null, "Read the password from stdin instead of asking for it");

    public override string Name => "login";

    public override string Summary => "Log in to a registry; the login is kept in credentials.json beside orch.yaml, for root only";

    public override string Operands => "[REGISTRY]";

    public override int MaxOperands => 1;

    public override IReadOnlyList<Option> Options { get; } = [User, Password, RegistryOptions.Insecure, RegistryOptions.Ca];

    public override async Task<int> RunAsync(Invocation call)
    {
        var registry = call.Operands is [var named] ? named : "docker.io";
        var input = call.Surroundings.In.Value;
        var user = call.Arguments.Get(User) ?? Ask(call, "User: ", input);
        var password = call.Arguments.Has(Password)
            ? (await input.ReadToEndAsync(call.Cancel)).TrimEnd('\n', '\r')
            : SecretLine.Read(call.Error, "Password: ", input);
        if (user.Length == 0 || password.Length == 0)
            throw new UsageException("a user and a password are wanted, such as: orch login -u ann --password-stdin registry.example <file", "login");
        var daemon = await call.DaemonAsync();
        var insecure = call.Arguments.All(RegistryOptions.Insecure).Contains(registry);
        var view = Invocation.Take(await daemon.Images.LoginAsync(
            new LoginRequest(registry, user, password, insecure, RegistryOptions.ReadCa(call)), call.Cancel));
        call.Note($"orch: logged in to {view.Registry} as {view.User}");
        return 0;
    }

    private static string Ask(Invocation call, string prompt, TextReader input)
    {
        call.Error.Write(prompt);
        return input.ReadLine()?.Trim() ?? "";
    }
}
