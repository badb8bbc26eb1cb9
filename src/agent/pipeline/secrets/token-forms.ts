/**
 * The one table of what providers' keys and tokens look like. Everything else, the prefilter included, is derived from
 * it.
 *
 * A form is a literal start of at least two characters, from which it is looked up, and a pattern for the rest. The
 * pattern may be unbounded at its end only: what is read without a match must be no longer than a constant.
 */

export interface TokenForm {
  readonly provider: string;
  readonly start: string;
  readonly rest: string;
}

type Row = readonly [provider: string, starts: string, rest: string];

/** Nothing of the token's own characters follows. */
const END = '(?![A-Za-z0-9])';

/** A letter of each case and a digit, soon. */
const MIXED = '(?=[a-z0-9_-]{0,16}[A-Z])(?=[A-Z0-9_-]{0,16}[a-z])(?=[A-Za-z_-]{0,16}\\d)';

const ROWS: readonly Row[] = [
  ['anthropic', 'sk-ant-', '[\\w-]{8,}'],
  ['openai and others', 'sk-', '(?:[A-Za-z0-9]{20}|(?=[\\w-]{0,64}\\d)[\\w-]{16})[\\w-]*'],
  ['stripe', 'sk_live_ sk_test_ pk_live_ pk_test_ rk_live_ rk_test_ sk_org_live_ sk_org_test_', '\\w{8,}'],
  ['github', 'ghp_ gho_ ghu_ ghs_ ghr_', '\\w{16}[\\w.-]*'],
  ['github', 'github_pat_', '\\w{16,}'],
  [
    'gitlab',
    'glpat- gldt- glrt- glcbt- glptt- glft- glffct- glimt- glagent- glsoat- gloas- glwt-',
    '[\\w-]{16}[\\w.-]*',
  ],
  ['gitlab runner', 'GR1348941', '[\\w-]{16,}'],
  ['slack', 'xoxa- xoxb- xoxc- xoxd- xoxe- xoxo- xoxp- xoxr- xoxs- xoxt-', '[\\w%./+=-]{8,}'],
  ['slack', 'xoxe.xox', '[a-z]-[\\w-]{8,}'],
  ['slack app', 'xapp-', '[\\w-]{16,}'],
  ['databricks', 'dapi', `[0-9a-f]{32}(?:-\\d{1,2})?${END}`],
  ['alibaba, tencent, volcano engine', 'LTAI AKID AKLT', `[A-Za-z0-9]{16,64}${END}`],
  ['openai session', 'sess-', `[A-Za-z0-9]{40}${END}`],
  ['anyscale, devin', 'esecret_ apk_user_', '[\\w=-]{20,}'],
  ['vault, before 1.10', 's. b. r.', `(?=[A-Za-z]{0,23}\\d)[A-Za-z0-9]{24}${END}`],
  ['snyk, dropbox', 'snyk_uat. snyk_sat. sl.u. sl.', '[\\w-]{8}[\\w.-]{24,}'],
  ['together', 'tgp_v1_', '[\\w-]{30,}'],
  ['nostr', 'nsec1', `[a-z0-9]{58}${END}`],
  ['bitcoin', 'xprv yprv zprv', `[A-Za-z0-9]{100,112}${END}`],
  ['aws key id', 'AKIA ASIA ABIA ACCA', `[A-Z0-9]{16}${END}`],
  ['google', 'AIza', '[\\w-]{30,}'],
  ['google', 'ya29.', '[\\w-]{16}[\\w.-]*'],
  ['google', 'AQ.A', '[\\w-]{30,}'],
  ['aws session', 'IQoJb3JpZ2luX2Vj FwoGZXIvYXdzE', '[A-Za-z0-9+/=%]{40,}'],
  ['aws bedrock, short-lived', 'bedrock-api-key-', '[A-Za-z0-9+/=]{40,}'],
  ['amazon', 'amzn.mws. amzn1.oa2-cs.v1.', '[0-9a-f-]{32,}'],
  ['google recaptcha', '6L', '[\\w-]{6}AAAAA[\\w-]{27}(?![\\w-])'],
  ['google client secret', 'GOCSPX-', '[\\w-]{16,}'],
  ['npm', 'npm_', '[A-Za-z0-9]{24,}'],
  ['hugging face', 'hf_', '[A-Za-z0-9]{20,}'],
  ['hugging face', 'api_org_', '[A-Za-z0-9]{20,}'],
  ['sendgrid', 'SG.', '[\\w-]{16,64}\\.[\\w-]{16,}'],
  ['shopify', 'shpat_ shpss_ shpca_ shppa_', '[A-Fa-f0-9]{20,}'],
  ['digitalocean', 'dop_v1_ doo_v1_ dor_v1_', '[a-f0-9]{32,}'],
  ['docker', 'dckr_pat_ dckr_oat_', '[\\w-]{16,}'],
  ['pypi', 'pypi-', '[\\w-]{40,}'],
  ['linear', 'lin_api_ lin_oauth_', '\\w{20,}'],
  ['groq, figma, replicate, notion', 'gsk_ figd_ figo_ figu_ r8_ ntn_', '[\\w-]{24,}'],
  ['notion', 'secret_', '[A-Za-z0-9]{40,}'],
  ['xai, perplexity, tavily, nvidia, cerebras', 'xai- pplx- tvly- nvapi- csk-', '[\\w-]{24,}'],
  ['twilio', 'SK', `[0-9a-f]{32}${END}`],
  ['telegram', 'AA', '(?<=\\d{7,12}:AA)[\\w-]{32,34}(?![\\w-])'],
  ['twitter', 'AA', 'A{18}[A-Za-z0-9]{20,120}%[0-9A-Fa-f]{2}[A-Za-z0-9%]{5,}'],
  ['vault', 'hvs. hvb. hvr.', '[\\w-]{20,}'],
  ['supabase, sonar, buildkite', 'sbp_ sqp_ squ_ sqa_ bkua_ bkaj_', '[0-9a-f]{32,}'],
  ['vercel, cloudflare', 'vcp_ vck_ vci_ cfut_ cfat_ cfk_', '[A-Za-z0-9_-]{24,}'],
  ['cloudflare origin', 'v1.0-', '[0-9a-f]{16,40}-[0-9a-f]{64,}'],
  ['airtable', 'pat', '[A-Za-z0-9]{14}\\.[0-9a-f]{32,}'],
  ['hubspot', 'pat-', '(?:na|eu)\\d-[\\w-]{32,}'],
  ['postman', 'PMAK-', '[0-9a-f]{20,28}-[0-9a-f]{28,}'],
  ['grafana', 'glsa_ glc_', '[\\w+/=]{24,}'],
  ['atlassian', 'ATATT3 ATCTT3', '[\\w-]{40}[\\w=-]*'],
  ['bitbucket', 'ATBB', '[A-Za-z0-9]{24,}'],
  ['sentry', 'sntryu_ sntrys_', '[\\w+/=-]{32,}'],
  ['newrelic', 'NRAK- NRJS- NRII-', '[A-Za-z0-9_-]{19,}'],
  ['doppler', 'dp.st. dp.pt. dp.ct. dp.sa. dp.scim. dp.audit.', '[\\w.-]{30,}'],
  ['1password', 'ops_eyJ', '[\\w=-]{40,}'],
  ['planetscale', 'pscale_pw_ pscale_tkn_ pscale_oauth_', '[\\w.-]{20,}'],
  ['mailgun', 'key-', `[0-9a-f]{32}${END}`],
  ['brevo', 'xkeysib- xsmtpsib-', '[0-9a-f]{40,}(?:-[A-Za-z0-9]{16})?'],
  ['resend', 're_', `[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}`],
  ['heroku', 'HRKU-', '[\\w-]{30,}'],
  ['render, netlify, fireworks', 'rnd_ nfp_ nfc_ nfo_ nfb_ fw_', '[A-Za-z0-9]{24,}'],
  ['firecrawl', 'fc-', `[0-9a-f]{32}${END}`],
  ['brave', 'BSA', '[A-Za-z0-9_-]{27,28}(?![\\w-])'],
  ['pinecone', 'pcsk_', '[A-Za-z0-9]{5,8}_[A-Za-z0-9]{40,}'],
  ['posthog', 'phx_ phc_ phs_', '[A-Za-z0-9]{30,}'],
  ['launchdarkly', 'api- sdk- mob-', `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}${END}`],
  ['square', 'EAAA', '[\\w-]{50,80}(?![\\w-])'],
  ['square', 'sq0csp- sq0atp- sq0idp-', '[\\w-]{20,}'],
  ['aws bedrock', 'ABSK', '[A-Za-z0-9+/]{40}[A-Za-z0-9+/=]*'],
  ['fly.io', 'fm1_ fm2_ fo1_', '[\\w+/=,-]{30,}'],
  ['stripe webhook', 'whsec_', '[\\w+/=-]{16,}'],
  ['intercom', 'dG9r', '[A-Za-z0-9+/]{40,80}={0,2}'],
  ['facebook', 'EAA', '[A-Za-z0-9]{80,}'],
  ['cargo', 'cio', `[A-Za-z0-9]{32}${END}`],
  ['nuget', 'oy2', `[a-z0-9]{43}${END}`],
  ['artifactory', 'AKCp', '[A-Za-z0-9]{50,}'],
  ['circleci', 'CCIPAT_ CCIPRJ_', '[A-Za-z0-9]{16,32}_[A-Za-z0-9]{30,}'],
  ['pulumi', 'pul-', '[0-9a-f]{32,}'],
  ['prefect', 'pnu_ pnb_', '[A-Za-z0-9]{30,}'],
  ['tailscale', 'tskey-', '[A-Za-z0-9]{2,12}-[\\w-]{16,}'],
  ['duffel, readme, typeform', 'duffel_live_ duffel_test_ rdme_ tfp_', '[\\w-]{24,}'],
  ['easypost', 'EZAK EZTK', '[A-Za-z0-9]{40,}'],
  ['infisical, harness', 'st. pat.', '[\\w-]{12,24}\\.[\\w-]{24,32}[\\w.-]*'],
  ['dynatrace', 'dt0c01. dt0s01. dt0s02. dt0s06. dt0s08. dt0s16.', '[A-Z0-9]{8,24}\\.[A-Z0-9]{40,}'],
  ['razorpay', 'rzp_live_ rzp_test_', '[A-Za-z0-9]{10,}'],
  [
    'plaid',
    'access-production- access-development- access-sandbox- public-production- public-development- public-sandbox-',
    '[0-9a-f]{8}-[0-9a-f-]{20,}',
  ],
  ['composio, modal', 'ak_ ak- as-', `${MIXED}[\\w-]{20,24}(?![\\w-])`],
  ['neon, aiven, lichess, scopes of others', 'npg_ napi_ AVNS_ lip_ nbp_ dbtu_ dbtc_ mdb_sa_sk_ CCDB1_', '[\\w-]{12,}'],
  ['supabase, browserbase, cartesia', 'sb_secret_ bb_live_ sk_car_', '[\\w-]{20,}'],
  ['statsig, stytch', 'secret- secret-live- secret-test-', '(?=[A-Za-z_-]{0,40}\\d)[\\w-]{36,}'],
  ['mailersend, openshift, vk', 'mlsn. sha256~ vk1.a.', '[\\w-]{40,}'],
  ['trello', 'ATTA', '[0-9a-fA-F]{60,}'],
  ['telnyx', 'KEY', '[0-9A-F]{32}_[A-Za-z0-9]{20,}'],
  ['mercadopago', 'APP_USR- TEST-', '\\d{12,20}-\\d{6}-[0-9a-f]{32}[\\w-]*'],
  ['configcat', 'configcat-sdk-', '1?\\/?[\\w-]{20,24}\\/[\\w-]{20,}'],
  ['backblaze', 'K00', `\\d[A-Za-z0-9+/]{27}${END}`],
  ['github app', 'v1.', `[0-9a-f]{40}${END}`],
  ['stripe client secret', 'pi_ seti_', '[A-Za-z0-9]{16,40}_secret_[A-Za-z0-9]{16,}'],
  ['salesforce', '5Aep861', '[\\w.]{60,}'],
  ['sanity', 'sk', '[A-Za-z0-9]{120,}'],
  ['bitwarden', '0.', '[0-9a-f]{8}-[0-9a-f-]{27}\\.[A-Za-z0-9]{30}:[A-Za-z0-9+/=]{22,}'],
  ['upcloud, datadog, socket, chromatic', 'ucat_ ddpat_ sktsec_ chpt_', '[\\w-]{15,}'],
  ['elastic', 'essu_', '[A-Za-z0-9+/=]{30,}'],
  ['discord, with a second factor', 'mfa.', '[\\w-]{60,}'],
  ['fernet', 'gAAAAA', '[\\w-]{60,}={0,2}'],
  ['canva', 'cnvca', '[\\w-]{40,}'],
  ['prismic', 'MC5', '[\\w-]{20,80}\\.[\\w-]{20,}'],
  ['adyen', 'AQE', '[A-Za-z0-9]{40,160}-[A-Za-z0-9+/=]{20,100}-[^\\s"\'`\\\\]{8,}'],
  ['cloudflare tunnel', 'eyJhIjoi', '[\\w+/=-]{60,}'],
  ['miro', 'eyJtaXJvLm9yaWdpbiI6', '[\\w.-]{20,}'],
  ['macaroons', 'MDAx', '[\\w-]{80,}'],
  ['django', 'django-insecure-', '[^\\s"\'`\\\\]{20,}'],
  ['firebase messaging', 'APA91b', '[\\w-]{60,}'],
  ['yandex', 'AQVN y0_ t1.', '[\\w-]{34}[\\w.-]*'],
  ['artifactory', 'cmVmdGtuOj', '[A-Za-z0-9]{40,}'],
  ['twilio account and key', 'AC', `[0-9a-f]{32}:[0-9a-f]{32}${END}`],
  [
    'private keys in base64',
    'LS0tLS1CRUdJTiBQUklW LS0tLS1CRUdJTiBSU0Eg LS0tLS1CRUdJTiBFQyBQ LS0tLS1CRUdJTiBPUEVO LS0tLS1CRUdJTiBFTkNS LS0tLS1CRUdJTiBEU0Eg LS0tLS1CRUdJTiBQR1AgUFJJ',
    '[A-Za-z0-9+/]{20,}={0,2}',
  ],
  ['the start of a web token', 'eyJhbGciOi eyJ0eXAiOi eyJraWQiOi', '[\\w.-]*'],
  ['mapbox', 'sk.eyJ pk.eyJ tk.eyJ', '[\\w-]{16}[\\w.-]*'],
  [
    'paseto',
    'v1.local. v2.local. v3.local. v4.local. v1.public. v2.public. v3.public. v4.public.',
    '[\\w-]{30}[\\w.-]*',
  ],
];

export const TOKEN_FORMS: readonly TokenForm[] = ROWS.flatMap(([provider, starts, rest]) =>
  starts.split(' ').map((start) => ({ provider, start, rest })),
);

/** Tokens without a literal start: a pattern for the whole run of characters, which has a length from `min` to `max`. */
export interface RunForm {
  readonly provider: string;
  readonly min: number;
  readonly max: number;
  readonly pattern: RegExp;
}

export const RUN_FORMS: readonly RunForm[] = [
  { provider: 'azure ad', min: 37, max: 48, pattern: /^[\w.~-]{3}\dQ~[\w.~-]{31,}$/ },
  { provider: 'azure devops', min: 84, max: 84, pattern: /^[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}$/ },
  { provider: 'azure openai', min: 78, max: 88, pattern: /^[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{20,30}$/ },
  { provider: 'terraform', min: 60, max: 120, pattern: /^[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}$/ },
  { provider: 'discord', min: 56, max: 84, pattern: /^[MNO][\w-]{21,27}\.[\w-]{6}\.[\w-]{27,45}$/ },
  { provider: 'okta', min: 42, max: 42, pattern: /^00(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{40}$/ },
  { provider: 'unleash and others', min: 44, max: 160, pattern: /^[a-z][a-z0-9]{2,20}\.(?!\d+$)[0-9a-f]{40,128}$/ },
  { provider: 'mailgun', min: 50, max: 50, pattern: /^[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}$/ },
  {
    provider: 'zhipu',
    min: 49,
    max: 49,
    pattern: /^[0-9a-f]{32}\.(?=\D*\d)(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9]{16}$/,
  },
  {
    provider: 'baseten',
    min: 41,
    max: 41,
    pattern: /^[A-Za-z0-9]{8}\.(?=\D*\d)(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9]{32}$/,
  },
  {
    provider: 'bitcoin',
    min: 51,
    max: 52,
    pattern: /^(?:[KL]|5[HJK])(?=\D*\d)(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[1-9A-HJ-NP-Za-km-z]{49,51}$/,
  },
  { provider: 'stellar', min: 56, max: 56, pattern: /^S(?=[A-Z]*\d)[A-Z2-7]{55}$/ },
  { provider: 'webex', min: 100, max: 110, pattern: /^[\w-]{60,66}_P\w{2,3}_[0-9a-f-]{36}$/ },
  { provider: 'mailchimp', min: 36, max: 37, pattern: /^[0-9a-f]{32}-us\d{1,2}$/ },
  {
    provider: 'ngrok',
    min: 49,
    max: 49,
    pattern: /^(?=\D*\d)(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9]{27}_[A-Za-z0-9]{21}$/,
  },
];
