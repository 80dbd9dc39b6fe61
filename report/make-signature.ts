import * as asn1js from "asn1js";
import {
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from "pkijs";
import type { Signer } from "./signer.js";

/** Names of content and attributes: RFC 5652, 11, and RFC 5035, 3. */
const ids = {
  data: "1.2.840.113549.1.7.1",
  signedData: "1.2.840.113549.1.7.2",
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  signingCertificate: "1.2.840.113549.1.9.16.2.47",
};

/**
 * Signs bytes: a detached signature as CMS (RFC 5652), DER, that names its certificate (CAdES baseline B-B, ETSI EN 319 122-1).
 * @param time  when it is signed, as the signer says; without it for a PDF, which has its own place for that (EN 319 142-1)
 */
export async function makeSignature(
  bytes: Uint8Array,
  { key, certificate, chain }: Signer,
  time?: Date,
): Promise<Buffer> {
  const [own, ...others] = [certificate, ...chain].map(({ raw }) => Certificate.fromBER(new Uint8Array(raw)));
  const digest = async (of: Uint8Array): Promise<ArrayBuffer> => crypto.subtle.digest("SHA-256", new Uint8Array(of));
  const hash = new asn1js.OctetString({ valueHex: await digest(certificate.raw) });
  const inSequence = (value: asn1js.BaseBlock): asn1js.Sequence => new asn1js.Sequence({ value: [value] });
  // in the order of their lengths, as DER sorts a set
  const attributes: [type: string, value: asn1js.BaseBlock][] = [
    [ids.contentType, new asn1js.ObjectIdentifier({ value: ids.data })],
    ...(time === undefined
      ? []
      : [[ids.signingTime, new asn1js.UTCTime({ valueDate: time })] as [string, asn1js.BaseBlock]]),
    [ids.messageDigest, new asn1js.OctetString({ valueHex: await digest(bytes) })],
    [ids.signingCertificate, inSequence(inSequence(inSequence(hash)))],
  ];
  const signer = new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({ issuer: own!.issuer, serialNumber: own!.serialNumber }),
    signedAttrs: new SignedAndUnsignedAttributes({
      type: 0,
      attributes: attributes.map(([type, value]) => new Attribute({ type, values: [value] })),
    }),
  });
  const signed = new SignedData({
    version: 1,
    encapContentInfo: new EncapsulatedContentInfo({ eContentType: ids.data }),
    signerInfos: [signer],
    certificates: [own!, ...others],
  });
  await signed.sign(key, 0, "SHA-256", new Uint8Array(bytes).buffer);
  const content = new ContentInfo({ contentType: ids.signedData, content: signed.toSchema(true) });
  return Buffer.from(content.toSchema().toBER());
}
