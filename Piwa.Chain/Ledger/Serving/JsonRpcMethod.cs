using System.Text.Json;

namespace Piwa.Chain.Ledger.Serving;

/// <summary>Answers one question.</summary>
/// <param name="parameters">What was asked.</param>
/// <param name="result">Receives the answer: one JSON value.</param>
internal delegate void JsonRpcMethod(JsonRpcParameters parameters, Utf8JsonWriter result);
