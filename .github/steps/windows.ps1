# The installer as an ordinary user meets it: signed, installed without a question, opened, taken away.
$ErrorActionPreference = 'Stop'
$installer = Get-ChildItem dist -Filter *.exe | Where-Object Name -NotLike '*blockmap*' | Select-Object -First 1
$signature = Get-AuthenticodeSignature $installer.FullName
if ($signature.Status -ne 'Valid') { throw "the installer is signed: $($signature.Status)" }
Start-Process -Wait $installer.FullName -ArgumentList '/S'
$folder = Join-Path $env:LOCALAPPDATA 'Programs'
$program = Get-ChildItem $folder -Recurse -Filter 'easycashier-backoffice.exe' | Select-Object -First 1
if (-not $program) { throw "nothing is installed in $folder" }
if ((Get-AuthenticodeSignature $program.FullName).Status -ne 'Valid') { throw 'the program is not signed' }
$running = Start-Process -PassThru $program.FullName
for ($second = 0; $second -lt 60 -and -not $running.MainWindowTitle; $second++) {
  Start-Sleep 1
  $running.Refresh()
  if ($running.HasExited) { throw "it has ended by itself with $($running.ExitCode)" }
}
if (-not $running.MainWindowTitle) { throw 'it has opened no window after a minute' }
Stop-Process -Name $running.ProcessName -Force
Start-Sleep 2
$remover = Get-ChildItem $program.Directory -Filter 'Uninstall*.exe' | Select-Object -First 1
Start-Process -Wait $remover.FullName -ArgumentList '/S'
Start-Sleep 5
if (Test-Path $program.FullName) { throw 'it is still there after it was taken away' }
