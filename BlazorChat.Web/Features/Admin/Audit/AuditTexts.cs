namespace BlazorChat.Web.Features.Admin.Audit;

/// <summary>The texts of this folder: AuditTexts.resx and AuditTexts.fr.resx.</summary>
public sealed class AuditTexts { private AuditTexts() { } }
