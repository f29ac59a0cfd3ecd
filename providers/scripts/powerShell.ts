import { powerShellQuoted } from './quote.ts';
import { DEFAULT_ROLE, NON_GALLERY_TEMPLATE, type ScriptValues } from './values.ts';

const head = ({ realm, scimUrl, appName, groups }: ScriptValues): string => `#Requires -Version 5.1
#Requires -Modules Microsoft.Graph.Authentication
# Sets up provisioning from Microsoft Entra ID into a Keycloak realm, with Microsoft Graph v1.0. Read it before you run it.
#
# Needs:  the module Microsoft.Graph.Authentication (Install-Module Microsoft.Graph.Authentication).
# Rights: the role Application Administrator or Cloud Application Administrator, and consent to the permissions below.
# Token:  SCIM_TOKEN in the environment, a token of the realm. It is in no file.
# Re-run: A second run finds the application by its name and creates nothing twice. It saves address and token again,
#         because Graph does not show the saved token. Wait a minute after a failure: Graph lists new applications late.
[CmdletBinding()]
param(
  # Object ids of the groups to assign.
  [string[]] $GroupId = @(${groups.map(powerShellQuoted).join(', ')}),
  # Object id of a user of one of these groups, who is provisioned on demand before the job starts.
  [string] $TestUserId = '',
  # Who gets mail when the job is in quarantine.
  [string] $NotifyEmail = '',
  # How many deletions at once stop the job; 0: no number.
  [int] $DeleteThreshold = 0,
  # Seconds between two attempts to find what was just created.
  [int] $PauseSeconds = 5
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$Realm = ${powerShellQuoted(realm)}
$BaseAddress = ${powerShellQuoted(scimUrl)}
$AppName = ${powerShellQuoted(appName)}
`;

const BODY = String.raw`
$Graph = 'https://graph.microsoft.com/v1.0'
$NonGallery = '${NON_GALLERY_TEMPLATE}'

function Invoke-Graph([string] $Method, [string] $Path, $Body = $null) {
  $request = @{ Method = $Method; Uri = $Graph + $Path; OutputType = 'HashTable' }
  if ($null -ne $Body) {
    $request['Body'] = ConvertTo-Json -InputObject $Body -Depth 10 -Compress
    $request['ContentType'] = 'application/json; charset=utf-8'
  }
  Invoke-MgGraphRequest @request
}

# Gets something that was just created: Graph may not find it yet.
function Wait-Graph([string] $Path) {
  foreach ($attempt in 1..30) {
    try { return Invoke-Graph 'GET' $Path } catch { Start-Sleep -Seconds $PauseSeconds }
  }
  Invoke-Graph 'GET' $Path
}

$token = [Environment]::GetEnvironmentVariable('SCIM_TOKEN')
if ([string]::IsNullOrEmpty($token)) { throw 'Set SCIM_TOKEN in the environment first: a token of the realm.' }
if ($null -eq (Get-MgContext)) {
  Connect-MgGraph -NoWelcome -Scopes @(
    'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All', 'Synchronization.ReadWrite.All'
  )
}

Write-Host ('1. The application "{0}"' -f $AppName)
$filter = [uri]::EscapeDataString("displayName eq '" + $AppName.Replace("'", "''") + "'")
$found = @((Invoke-Graph 'GET' ('/servicePrincipals?$filter=' + $filter + '&$select=id,applicationTemplateId'))['value'])
if ($found.Count -gt 1) { throw ('Several applications are called "{0}". Choose another name: connect --app-name.' -f $AppName) }
if ($found.Count -eq 1) {
  if ($found[0]['applicationTemplateId'] -ne $NonGallery) {
    throw ('"{0}" is another kind of application. Choose another name: connect --app-name.' -f $AppName)
  }
  $appId = $found[0]['id']
  Write-Host ('   is there: {0}' -f $appId)
} else {
  $created = Invoke-Graph 'POST' ('/applicationTemplates/' + $NonGallery + '/instantiate') @{ displayName = $AppName }
  $appId = $created['servicePrincipal']['id']
}
$app = Wait-Graph ('/servicePrincipals/' + $appId + '?$select=id,appRoles')
$sync = '/servicePrincipals/' + $appId + '/synchronization'

Write-Host '2. The provisioning job'
$templates = @((Wait-Graph ($sync + '/templates'))['value'])
$jobs = @((Invoke-Graph 'GET' ($sync + '/jobs'))['value'])
$job = @(@($jobs | Where-Object { $_['templateId'] -eq 'scim' }) + $jobs) | Select-Object -First 1
if ($null -ne $job) {
  Write-Host ('   is there: {0}' -f $job['id'])
} else {
  try {
    $job = Invoke-Graph 'POST' ($sync + '/jobs') @{ templateId = 'scim' }
  } catch {
    # Fall back to the older template if "scim" is not listed.
    $listed = @($templates | ForEach-Object { $_['id'] })
    if ($listed.Count -eq 0 -or $listed -contains 'scim') { throw }
    Write-Host ('   There is no template "scim"; using "{0}", the older behaviour.' -f $listed[0])
    $job = Invoke-Graph 'POST' ($sync + '/jobs') @{ templateId = $listed[0] }
  }
}
$jobPath = $sync + '/jobs/' + $job['id']

Write-Host ('3. Test Connection to {0}' -f $BaseAddress)
$credentials = @(@{ key = 'BaseAddress'; value = $BaseAddress }, @{ key = 'SecretToken'; value = $token })
try {
  $null = Invoke-Graph 'POST' ($jobPath + '/validateCredentials') @{ credentials = $credentials }
} catch {
  Write-Host ('The connection test failed; nothing was saved. "realm-config test" and "realm-config log --failed" of realm {0} say why.' -f $Realm)
  throw
}

Write-Host '4. Address and token are saved; only assigned people and groups are provisioned'
$secrets = $credentials + @(@{ key = 'SyncAll'; value = 'false' })
if ($NotifyEmail -ne '' -or $DeleteThreshold -gt 0) {
  $settings = @{
    Enabled = ($NotifyEmail -ne ''); Recipients = $NotifyEmail; DeleteThresholdEnabled = ($DeleteThreshold -gt 0)
  }
  if ($DeleteThreshold -gt 0) { $settings['DeleteThresholdValue'] = $DeleteThreshold }
  $secrets += @{ key = 'SyncNotificationSettings'; value = (ConvertTo-Json -InputObject $settings -Compress) }
}
$null = Invoke-Graph 'PUT' ($sync + '/secrets') @{ value = $secrets }

Write-Host '5. The attribute mappings stay as Entra ID has them by default: the bridge understands them'

Write-Host '6. The groups'
$roles = @(@($app['appRoles']) | Where-Object { $null -ne $_ -and $_['isEnabled'] -and $_['allowedMemberTypes'] -contains 'User' })
$role = @(@($roles | Where-Object { $_['displayName'] -eq 'User' }) + $roles) | Select-Object -First 1
$roleId = '${DEFAULT_ROLE}'
if ($null -ne $role) { $roleId = $role['id'] }
$assigned = @()
$page = '/servicePrincipals/' + $appId + '/appRoleAssignedTo?$top=999'
while ($page) {
  $answer = Invoke-Graph 'GET' $page
  $assigned += @($answer['value'] | ForEach-Object { $_['principalId'] })
  $page = ([string] $answer['@odata.nextLink']).Replace($Graph, '')
}
foreach ($group in $GroupId) {
  if ($assigned -contains $group) {
    Write-Host ('   {0} is assigned' -f $group)
    continue
  }
  $assignment = @{ principalId = $group; resourceId = $appId; appRoleId = $roleId }
  $null = Invoke-Graph 'POST' ('/servicePrincipals/' + $appId + '/appRoleAssignedTo') $assignment
  Write-Host ('   {0} is assigned now' -f $group)
}

if ($TestUserId -ne '') {
  Write-Host ('7. Provision on demand: {0}' -f $TestUserId)
  $rule = @((Invoke-Graph 'GET' ($jobPath + '/schema'))['synchronizationRules']) | Where-Object {
    @($_['objectMappings'] | Where-Object { $_['sourceObjectName'] -eq 'User' -and $_['enabled'] }).Count -gt 0
  } | Select-Object -First 1
  if ($null -eq $rule) { throw 'The job has no rule for users.' }
  $subject = @{ objectId = $TestUserId; objectTypeName = 'User' }
  $parameters = @(@{ ruleId = $rule['id']; subjects = @($subject) })
  $answer = Invoke-Graph 'POST' ($jobPath + '/provisionOnDemand') @{ parameters = $parameters }
  Write-Host ('   {0}' -f $answer['key'])
  $result = ($answer['key'] | ConvertFrom-Json).result
  if ($result -ne 'Success' -and $result -ne 'Skipped') { throw 'The job is not started.' }
}

Write-Host '8. The job runs'
if ((Invoke-Graph 'GET' $jobPath)['schedule']['state'] -eq 'Active') {
  Write-Host '   already'
} else {
  $null = Invoke-Graph 'POST' ($jobPath + '/start')
}
Write-Host ('Done: application {0}, job {1}. Watch it: Invoke-MgGraphRequest -Uri {2}{3}' -f $appId, $job['id'], $Graph, $jobPath)
`;

/** The script for PowerShell. */
export const powerShellScript = (values: ScriptValues): string => `${head(values)}${BODY}`;
