using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>A tar stream of the daemon to a file or to stdout.</summary>
internal static class TarOutput
{
    public static void RefuseTerminal(Invocation call, bool toStdout, string next)
    {
        if (toStdout && call.Surroundings.OutIsTerminal)
        {
            throw new ProblemException(new Problem
            {
                Title = "A tar archive is not written to a terminal", Next = $"Give a file, or pipe it on: {next}", ExitCode = ExitCodes.Usage,
            });
        }
    }

    /// <summary>A file gets its name once it is whole.</summary>
    public static async Task CopyAsync(Invocation call, HttpResponseMessage answer, string? file)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(call.Cancel);
            if (file is null)
            {
                await using var output = call.Surroundings.OpenOut();
                await body.CopyToAsync(output, call.Cancel);
                return;
            }
            var part = file + ".part";
            try
            {
                await using (var output = new FileStream(part, FileMode.Create, FileAccess.Write))
                    await body.CopyToAsync(output, call.Cancel);
                File.Move(part, file, overwrite: true);
            }
            catch
            {
                File.Delete(part);
                throw;
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException or UnauthorizedAccessException)
        {
            throw new ProblemException(new Problem
            {
                Title = "The archive is not whole", Detail = error.Message, Next = "The daemon's log says what it could not read, if it was that",
            });
        }
    }
}
