import type { ServicePlan } from './unit.ts';

/** As the Task Scheduler shows it. */
export const TASK_NAME = 'EasyCashier BackOffice';

/**
 * What Windows' Task Scheduler reads (`schtasks /Create /XML`, UTF-16): it starts with the computer, as the user who installs it, logged on or
 * not, and again a minute after every end. Written by Microsoft's description of the format, not tried on a Windows yet.
 */
export function taskXml({ command, environment }: ServicePlan, user: string): string {
  const [program = '', ...words] = command;
  const settings = Object.entries(environment).map(([name, value]) => `set "${name}=${value}"`);
  // A task knows no variables of its own.
  const line = [...settings, `"${program}" ${words.map((word) => `"${word}"`).join(' ')}`].join(' && ');
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers>
    <BootTrigger><Enabled>true</Enabled></BootTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${escaped(user)}</UserId>
      <LogonType>S4U</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>%ComSpec%</Command>
      <Arguments>${escaped(`/d /s /c "${line}"`)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
