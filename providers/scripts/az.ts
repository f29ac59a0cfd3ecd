import { shellQuoted } from './quote.ts';
import { DEFAULT_ROLE, NON_GALLERY_TEMPLATE, type ScriptValues } from './values.ts';

const head = ({ realm, scimUrl, appName, groups }: ScriptValues): string => `#!/usr/bin/env bash
# Sets up provisioning from Microsoft Entra ID into a Keycloak realm, with Microsoft Graph v1.0. Read it before you run it.
#
# Needs:  bash, jq, and the Azure CLI, signed in to the tenant (az login --allow-no-subscriptions).
# Rights: the role Application Administrator or Cloud Application Administrator. Graph documents the permission
#         Synchronization.ReadWrite.All, which the sign-in of a person to the Azure CLI does not ask for. If Graph answers
#         401 or 403, sign in as an application that has it (az login --service-principal), or use the PowerShell script.
# Token:  SCIM_TOKEN in the environment, a token of the realm. It is in no file and in no argument:
#         read -rs SCIM_TOKEN && export SCIM_TOKEN
# Re-run: A second run finds the application by its name and creates nothing twice. It saves address and token again,
#         because Graph does not show the saved token. Wait a minute after a failure: Graph lists new applications late.
set -efuo pipefail

realm=${shellQuoted(realm)}
base_address=${shellQuoted(scimUrl)}
app_name=${shellQuoted(appName)}
# Object ids of the groups to assign, separated by blanks.
group_ids="\${GROUP_IDS-${groups.join(' ')}}"
# Object id of a user of one of these groups, who is provisioned on demand before the job starts; empty: nobody.
test_user_id="\${TEST_USER_ID-}"
# Who gets mail when the job is in quarantine, and how many deletions at once stop it; empty: nobody, and no number.
notify_email="\${NOTIFY_EMAIL-}"
delete_threshold="\${DELETE_THRESHOLD-}"
# Seconds between two attempts to find what was just created.
pause="\${PAUSE_SECONDS-5}"
`;

const BODY = String.raw`
graph='https://graph.microsoft.com/v1.0'
non_gallery='${NON_GALLERY_TEMPLATE}'

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

get() { az rest --only-show-errors --output json --method get --url "$graph$1"; }
# The body is read from standard input.
send() {
  az rest --only-show-errors --output json --method "$1" --url "$graph$2" --headers Content-Type=application/json --body @-
}
# Gets something that was just created: Graph may not find it yet.
wait_for() {
  for _ in $(seq 30); do
    if get "$1" 2>/dev/null; then return; fi
    sleep "$pause"
  done
  get "$1"
}

[ -n "$(printenv SCIM_TOKEN)" ] || fail 'Export SCIM_TOKEN first: a token of the realm.'

say "1. The application \"$app_name\""
filter=$(jq -nr --arg name "$app_name" '"displayName eq \u0027\($name | gsub("\u0027"; "\u0027\u0027"))\u0027" | @uri')
found=$(get "/servicePrincipals?\$filter=$filter&\$select=id,applicationTemplateId")
case $(jq '.value | length' <<<"$found") in
  0)
    created=$(jq -n --arg name "$app_name" '{displayName: $name}' | send post "/applicationTemplates/$non_gallery/instantiate")
    app_id=$(jq -er '.servicePrincipal.id' <<<"$created")
    ;;
  1)
    [ "$(jq -r '.value[0].applicationTemplateId' <<<"$found")" = "$non_gallery" ] ||
      fail "\"$app_name\" is another kind of application. Choose another name: connect --app-name."
    app_id=$(jq -er '.value[0].id' <<<"$found")
    say "   is there: $app_id"
    ;;
  *) fail "Several applications are called \"$app_name\". Choose another name: connect --app-name." ;;
esac
app=$(wait_for "/servicePrincipals/$app_id?\$select=id,appRoles")
sync="/servicePrincipals/$app_id/synchronization"

say '2. The provisioning job'
templates=$(wait_for "$sync/templates")
job_id=$(get "$sync/jobs" | jq -r 'first((.value[] | select(.templateId == "scim")), .value[]) | .id')
if [ -n "$job_id" ]; then
  say "   is there: $job_id"
elif job=$(jq -n '{templateId: "scim"}' | send post "$sync/jobs"); then
  job_id=$(jq -er '.id' <<<"$job")
else
  # Fall back to the older template if "scim" is not listed.
  template=$(jq -r 'if any(.value[]; .id == "scim") then empty else first(.value[].id) end' <<<"$templates")
  [ -n "$template" ] || fail 'Graph did not create a job; its answer is above.'
  say "   There is no template \"scim\"; using \"$template\", the older behaviour."
  job_id=$(jq -n --arg template "$template" '{templateId: $template}' | send post "$sync/jobs" | jq -er '.id')
fi

say "3. Test Connection to $base_address"
credentials() {
  jq -n --arg url "$base_address" '[{key: "BaseAddress", value: $url}, {key: "SecretToken", value: env.SCIM_TOKEN}]'
}
credentials | jq '{credentials: .}' | send post "$sync/jobs/$job_id/validateCredentials" >/dev/null ||
  fail "The connection test failed; nothing was saved. \"realm-config test\" and \"realm-config log --failed\" of realm $realm say why."

say '4. Address and token are saved; only assigned people and groups are provisioned'
credentials | jq --arg email "$notify_email" --arg threshold "$delete_threshold" '
  {Enabled: ($email != ""), Recipients: $email, DeleteThresholdEnabled: ($threshold != "")} as $settings
  | (if $threshold == "" then $settings else $settings + {DeleteThresholdValue: ($threshold | tonumber)} end) as $settings
  | . + [{key: "SyncAll", value: "false"}]
  | if $email + $threshold == "" then . else . + [{key: "SyncNotificationSettings", value: ($settings | tojson)}] end
  | {value: .}' | send put "$sync/secrets" >/dev/null

say '5. The attribute mappings stay as Entra ID has them by default: the bridge understands them'

say '6. The groups'
role_id=$(jq -r '[(.appRoles // [])[] | select(.isEnabled and (.allowedMemberTypes | index("User")))]
  | (map(select(.displayName == "User")) + .)[0].id // "${DEFAULT_ROLE}"' <<<"$app")
assigned=' '
page="/servicePrincipals/$app_id/appRoleAssignedTo?\$top=999"
while [ -n "$page" ]; do
  answer=$(get "$page")
  assigned+=$(jq -r '.value[] | "\(.principalId) "' <<<"$answer" | tr -d '\n')
  page=$(jq -r --arg graph "$graph" '."@odata.nextLink" // "" | ltrimstr($graph)' <<<"$answer")
done
for group_id in $(tr '[:upper:]' '[:lower:]' <<<"$group_ids"); do
  case $assigned in
    *" $group_id "*) say "   $group_id is assigned" ;;
    *)
      jq -n --arg group "$group_id" --arg app "$app_id" --arg role "$role_id" \
        '{principalId: $group, resourceId: $app, appRoleId: $role}' |
        send post "/servicePrincipals/$app_id/appRoleAssignedTo" >/dev/null
      say "   $group_id is assigned now"
      ;;
  esac
done

if [ -n "$test_user_id" ]; then
  say "7. Provision on demand: $test_user_id"
  rule_id=$(get "$sync/jobs/$job_id/schema" | jq -er \
    'first(.synchronizationRules[] | select(any(.objectMappings[]; .sourceObjectName == "User" and .enabled)) | .id)') ||
    fail 'The job has no rule for users.'
  result=$(jq -n --arg rule "$rule_id" --arg user "$test_user_id" \
    '{parameters: [{ruleId: $rule, subjects: [{objectId: $user, objectTypeName: "User"}]}]}' |
    send post "$sync/jobs/$job_id/provisionOnDemand" | jq '.key | fromjson')
  say "   $(jq -c . <<<"$result")"
  jq -e '.result == "Success" or .result == "Skipped"' >/dev/null <<<"$result" || fail 'The job is not started.'
fi

say '8. The job runs'
if [ "$(get "$sync/jobs/$job_id" | jq -r '.schedule.state')" = Active ]; then
  say '   already'
else
  az rest --only-show-errors --output json --method post --url "$graph$sync/jobs/$job_id/start" >/dev/null
fi
say "Done: application $app_id, job $job_id. Watch it: az rest --url $graph$sync/jobs/$job_id"
`;

/** The script for the Azure CLI. */
export const azScript = (values: ScriptValues): string => `${head(values)}${BODY}`;
