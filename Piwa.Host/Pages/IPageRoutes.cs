using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Pages;

/// <summary>What a page's own questions are answered with.</summary>
/// <remarks>Thread-safe. It reads; nothing is changed by a question.</remarks>
internal interface IPageRoutes : IDisposable
{
    /// <summary>Answers a question.</summary>
    /// <param name="path">What is asked for, below <c>/api/v1/</c>.</param>
    /// <param name="query">How much of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The question makes no sense.</exception>
    Task<PageReply> AnswerAsync(string path, IQueryCollection query, CancellationToken cancellationToken);
}
