namespace BlazorChat.Web.Operations;

/// <summary>The sentences of refusals that belong to no slice: ProblemTexts.resx and ProblemTexts.fr.resx.</summary>
public sealed class ProblemTexts { private ProblemTexts() { } }
