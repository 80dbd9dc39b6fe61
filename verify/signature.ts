import { createHash, X509Certificate } from "node:crypto";
import tls from "node:tls";
import { type Certificate, ContentInfo, SignedData } from "pkijs";

/** What a signature says and what is wrong with it; the certificate's trust is told, not judged. */
export interface SignatureCheck {
  good: string[];
  findings: string[];
}

/** Checks a detached signature (CMS) over bytes: is it theirs, who signed, and who vouches for that certificate? */
export async function checkSignature(signature: Uint8Array, bytes: Uint8Array): Promise<SignatureCheck> {
  let signed: SignedData;
  try {
    signed = new SignedData({ schema: ContentInfo.fromBER(new Uint8Array(signature)).content });
  } catch (error) {
    return { good: [], findings: [`cannot read the signature: ${(error as Error).message}`] };
  }
  // one with content of its own would be verified against that
  if (signed.encapContentInfo.eContent !== undefined || signed.signerInfos.length !== 1)
    return { good: [], findings: ["expected a detached signature of one signer, got another"] };
  const certificates = (signed.certificates ?? []).map(
    (one) => new X509Certificate(Buffer.from((one as Certificate).toSchema(true).toBER())),
  );
  const verdict = await signed
    .verify({ signer: 0, data: new Uint8Array(bytes).buffer, extendedMode: true, checkChain: false })
    .catch((error: { message: string }) => ({
      signatureVerified: false,
      message: error.message,
      signerCertificate: null,
    }));
  const { signerCertificate } = verdict;
  if (verdict.signatureVerified !== true || !signerCertificate)
    return {
      good: [],
      findings: [`the signature is not of these bytes${verdict.message ? `: ${verdict.message}` : ""}`],
    };
  const certificate = new X509Certificate(Buffer.from(signerCertificate.toSchema(true).toBER()));
  const isNamed = isSigningCertificate(signed, certificate);
  if (!isNamed)
    return { good: [], findings: ["expected a signature that names its certificate, got one that doesn't"] };
  return {
    good: [
      `signed by ${nameOf(certificate)}, SHA-256 of the certificate ${hash(certificate)}`,
      describeTrust(certificate, certificates),
    ],
    findings: [],
  };
}

/** Whether the signature is bound to that certificate (RFC 5035), so that no other of the same key can be put in its place. */
function isSigningCertificate(signed: SignedData, certificate: X509Certificate): boolean {
  const attributes = signed.signerInfos[0]?.signedAttrs?.attributes ?? [];
  const attribute = attributes.find(({ type }) => type === "1.2.840.113549.1.9.16.2.47");
  const value = attribute?.values[0] as { toBER: () => ArrayBuffer } | undefined;
  return value !== undefined && Buffer.from(value.toBER()).includes(Buffer.from(hash(certificate), "hex"));
}

/** Says whether the system, Node or NODE_EXTRA_CA_CERTS trust whoever issued the certificate. Revocation is not checked. */
export function describeTrust(
  certificate: X509Certificate,
  others: readonly X509Certificate[],
  roots = listRoots(),
  now = new Date(),
): string {
  const period = `valid from ${certificate.validFrom} to ${certificate.validTo}`;
  if (!isValidAt(certificate, now)) return `NOT TRUSTED: its certificate is out of date, ${period}`;
  if (
    certificate.checkIssued(certificate) &&
    certificate.verify(certificate.publicKey) &&
    !roots.some((root) => isSame(root, certificate))
  )
    return `NOT TRUSTED by itself: its certificate is self-made, so anybody can have made it in that name; compare its SHA-256 with what the sender told you (${period})`;
  // extended key usages of e-mail, documents (RFC 9336, Adobe, Microsoft), and any
  const uses = [
    "1.3.6.1.5.5.7.3.4",
    "1.3.6.1.5.5.7.3.36",
    "1.2.840.113583.1.1.5",
    "1.3.6.1.4.1.311.10.3.12",
    "2.5.29.37.0",
  ];
  if (certificate.keyUsage !== undefined && !certificate.keyUsage.some((use) => uses.includes(use)))
    return `NOT TRUSTED: its certificate is not for signing documents or e-mail (${period})`;
  const root = findRoot(certificate, others, roots, now);
  if (root === undefined)
    return `NOT TRUSTED: nobody whom this machine trusts issued its certificate, but ${nameOf(certificate, "issuer")}; NODE_EXTRA_CA_CERTS adds a root (${period})`;
  return `trusted: its certificate was issued under ${nameOf(root)} (${period}; revocation is not checked)`;
}

/** Follows the issuers up to a trusted root. */
function findRoot(
  certificate: X509Certificate,
  others: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now: Date,
  depth = 0,
): X509Certificate | undefined {
  const isIssuer = (one: X509Certificate): boolean =>
    certificate.checkIssued(one) && certificate.verify(one.publicKey) && isValidAt(one, now);
  if (roots.some((root) => isSame(root, certificate))) return certificate;
  const root = roots.find(isIssuer);
  if (root !== undefined || depth > 8) return root;
  for (const issuer of others.filter((one) => one.ca && isIssuer(one) && !isSame(one, certificate))) {
    const found = findRoot(issuer, others, roots, now, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function listRoots(): X509Certificate[] {
  const pems = (["default", "system", "extra"] as const).flatMap((kind) => tls.getCACertificates(kind));
  return [...new Set(pems)].map((pem) => new X509Certificate(pem));
}

function isSame(one: X509Certificate, other: X509Certificate): boolean {
  return one.raw.equals(other.raw);
}

function isValidAt(certificate: X509Certificate, now: Date): boolean {
  return now >= new Date(certificate.validFrom) && now <= new Date(certificate.validTo);
}

function nameOf(certificate: X509Certificate, whose: "subject" | "issuer" = "subject"): string {
  return certificate[whose].replaceAll("\n", ", ");
}

function hash(certificate: X509Certificate): string {
  return createHash("sha256").update(certificate.raw).digest("hex");
}
