import { KeyObject, webcrypto, X509Certificate } from "node:crypto";
import * as asn1js from "asn1js";
import { AttributeTypeAndValue, BasicConstraints, Certificate, Extension, ExtKeyUsage } from "pkijs";
import type { Signer } from "./signer.js";

/** A signer whose key can be written to a file, too. */
export interface TestSigner extends Signer {
  keyObject: KeyObject;
}

/** What a test certificate says. */
export interface TestCertificate {
  name: string;
  /** Who issues it; by default itself. */
  issuer?: TestSigner;
  isAuthority?: boolean;
  /** Extended key usages. */
  uses?: string[];
  /** Its last day, 2049-12-31 by default; the first is 2020-01-01. */
  until?: Date;
}

const ecdsa = { name: "ECDSA", namedCurve: "P-256" };

/** Makes a key on P-256 and a certificate for it. */
export async function makeTestSigner(spec: TestCertificate): Promise<TestSigner> {
  const { name, issuer, isAuthority = false, uses, until = new Date("2049-12-31") } = spec;
  const { privateKey, publicKey } = await webcrypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
  const certificate = new Certificate({
    version: 2,
    serialNumber: new asn1js.Integer({ value: Math.max(1, name.length) }),
    extensions: [
      new Extension({
        extnID: "2.5.29.19",
        critical: true,
        extnValue: new BasicConstraints({ cA: isAuthority }).toSchema().toBER(),
      }),
      ...(uses === undefined
        ? []
        : [
            new Extension({
              extnID: "2.5.29.37",
              extnValue: new ExtKeyUsage({ keyPurposes: uses }).toSchema().toBER(),
            }),
          ]),
    ],
  });
  certificate.subject.typesAndValues.push(commonName(name));
  certificate.issuer.typesAndValues.push(commonName(issuer?.certificate.subject.replace(/^CN=/, "") ?? name));
  certificate.notBefore.value = new Date("2020-01-01");
  certificate.notAfter.value = until;
  await certificate.subjectPublicKeyInfo.importKey(publicKey);
  await certificate.sign(issuer?.key ?? privateKey, "SHA-256");
  return {
    key: privateKey,
    keyObject: KeyObject.from(privateKey),
    certificate: new X509Certificate(Buffer.from(certificate.toSchema(true).toBER())),
    chain: issuer === undefined ? [] : [issuer.certificate, ...issuer.chain],
  };
}

function commonName(name: string): AttributeTypeAndValue {
  return new AttributeTypeAndValue({ type: "2.5.4.3", value: new asn1js.Utf8String({ value: name }) });
}
