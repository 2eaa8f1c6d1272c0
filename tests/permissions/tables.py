"""Who may use each URL, each socket and each action of the site.

A row has the results for four people: a visitor who is signed out, Zoe the outsider, Ana the
member and Sam of the staff. `shed` is a closed room of Ana's without Sam; `theirs` is a message
of Ana's.
"""

PAGES = """
#                                               GET                   POST
# name                    about                 out  zoe  ana  sam    out  zoe  ana  sam

# The site and one's own account
home                      -                     in   302  302  302    in   302  302  302
up                        -                     200  200  200  200    405  405  405  405
connection-lost           1,en-gb                200  200  200  200    405  405  405  405
no-answer                 1,en-gb                200  200  200  200    405  405  405  405
nothing                   1,en-gb                200  200  200  200    405  405  405  405
api                       -                     200  200  200  200    405  405  405  405
viewer-css                -                     in   200  200  200    in   405  405  405
setup                     -                     302  302  302  302    405  405  405  405
setup-with-token          token                 404  404  404  404    404  404  404  404
join                      invitation            200  302  302  302    422  302  302  302
login                     -                     200  200  200  200    200  200  200  200
logout                    -                     405  405  405  405    302  302  302  302
password                  -                     in   200  200  200    in   200  200  200
profile                   -                     in   200  200  200    in   422  422  422
tokens                    -                     in   200  200  200    in   422  422  422
token-revoke              -                     in   405  405  405    in   404  404  404
bot-tokens                echo                  in   404  200  200    in   404  422  422
webhooks                  echo                  in   404  200  200    in   404  422  422
webhook-remove            echo                  in   405  405  405    in   404  422  422
hook                      secret                405  405  405  405    404  404  404  404
people                    -                     in   200  200  200    in   405  405  405
person                    ben                   in   200  200  200    in   405  405  405

# Rooms and messages
search                    -                     in   200  200  200    in   405  405  405
rooms                     -                     in   200  200  200    in   405  405  405
room-new                  -                     in   200  200  200    in   422  422  422
direct-new                -                     in   200  200  200    in   422  422  422
room                      garden                in   404  200  200    in   404  422  422
thread                    garden,root           in   404  200  200    in   404  422  422
thread-follow             garden,root           in   405  405  405    in   404  302  302
threads                   -                     in   200  200  200    in   405  405  405
thread-start              -                     in   405  405  405    in   404  404  404
room-seen                 garden                in   404  200  200    in   405  405  405
history                   garden?before=theirs  in   404  200  200    in   405  405  405
no-reply                  1,en-gb                200  200  200  200    405  405  405  405
composer                  1,en-gb,one,3         200  200  200  200    405  405  405  405
composer-retry            1,en-gb,one,3         200  200  200  200    405  405  405  405
outbox                    -                     in   405  405  405    in   404  404  404
composer-lines            -                     in   405  405  405    in   404  404  404
room-settings             garden                in   404  200  200    in   404  403  422
room-hooks                garden                in   404  403  200    in   404  403  422
hook-revoke               garden                in   405  405  405    in   404  403  422
room-archive              garden                in   405  405  405    in   404  403  302
room-restore              garden                in   405  405  405    in   404  403  302
room-leave                garden                in   405  405  405    in   404  302  302
members-add               garden                in   405  405  405    in   404  403  422
member-remove             garden,ana            in   405  405  405    in   404  403  302
room-level                garden                in   405  405  405    in   404  302  302
message                   theirs                in   404  302  302    in   405  405  405
message-edit              theirs                in   404  200  403    in   404  422  422
message-delete            theirs                in   404  200  200    in   404  302  302
message-thread            theirs                in   404  302  302    in   405  405  405
message-react             theirs                in   404  200  200    in   405  405  405
reply                     -                      in   404  404  404    in   405  405  405
react                     -                     in   405  405  405    in   404  404  404
unread                    -                     in   405  405  405    in   404  404  404

# Notifications and announcements
notifications             -                     in   200  200  200    in   405  405  405
notifications-read        -                     in   405  405  405    in   302  302  302
notification              bell                  in   404  302  404    in   405  405  405
announcement              news                  in   302  302  302    in   405  405  405
announcement-read         news                  in   405  405  405    in   302  302  302

# Counters
counters                  -                     in   200  200  200    in   405  405  405
counter-new               -                     in   403  403  200    in   403  403  422
counter                   seeds                 in   404  200  200    in   405  405  405
counter-bump              seeds                 in   405  405  405    in   404  403  422
counter-set               seeds                 in   405  405  405    in   404  403  422
counter-reset             seeds                 in   405  405  405    in   404  403  302
counter-settings          seeds                 in   404  403  200    in   404  403  422

# The support desk, where whoever is signed in is nobody
support                   -                     200  200  200  200    422  422  422  422
support-frame             -                     404  404  404  404    405  405  405  405
support-outbox            -                     405  405  405  405    404  404  404  404
support-lines             -                     405  405  405  405    404  404  404  404
support-conversation      ticket                404  404  404  404    404  404  404  404
support-older             ticket                404  404  404  404    405  405  405  405
support-end               ticket                405  405  405  405    404  404  404  404
support-rate              ticket                405  405  405  405    404  404  404  404
support-transcript        ticket,txt            404  404  404  404    405  405  405  405
support-return            ticket,secret         404  404  404  404    405  405  405  405
desk                      -                     in   403  403  200    in   403  403  405
desk-outbox               -                     in   403  403  405    in   403  403  404
desk-lines                -                     in   403  403  405    in   403  403  404
desk-figures              -                     in   403  403  200    in   403  403  405
desk-figures-csv          -                     in   403  403  200    in   403  403  405
desk-replies              -                     in   403  403  200    in   403  403  422
desk-reply                reply                 in   403  403  200    in   403  403  422
desk-reply-delete         reply                 in   403  403  200    in   403  403  302
ticket-replies            ticket                in   403  403  200    in   403  403  405
ticket-reply              ticket,reply          in   403  403  200    in   403  403  405
desk-settings             -                     in   403  403  200    in   403  403  422
desk-duty                 -                     in   403  403  405    in   403  403  422
dashboard-ticket          ticket                in   403  403  200    in   403  403  422
ticket-older              ticket                in   403  403  404    in   403  403  405
ticket-take               -                     in   403  403  405    in   403  403  422
ticket-hand-over          -                     in   403  403  405    in   403  403  422
ticket-give-back          -                     in   403  403  405    in   403  403  422
ticket-snooze             -                     in   403  403  405    in   403  403  422
ticket-urgent             -                     in   403  403  405    in   403  403  422
ticket-note               -                     in   403  403  405    in   403  403  404
ticket-tag                -                     in   403  403  405    in   403  403  404
ticket-untag              -                     in   403  403  405    in   403  403  422
ticket-close              -                     in   403  403  405    in   403  403  422
ticket-reopen             -                     in   403  403  405    in   403  403  422

# The dashboard
dashboard                 -                     in   403  403  200    in   403  403  405
dashboard-people          -                     in   403  403  200    in   403  403  405
invitation-rotate         -                     in   403  403  200    in   403  403  302
dashboard-person          ben                   in   403  403  200    in   403  403  405
person-deactivate         ben                   in   403  403  200    in   403  403  302
person-reactivate         ben                   in   403  403  405    in   403  403  302
person-end-sessions       ben                   in   403  403  200    in   403  403  302
person-make-staff         ben                   in   403  403  200    in   403  403  302
person-unmake-staff       ben                   in   403  403  200    in   403  403  302
dashboard-bots            -                     in   403  403  200    in   403  403  422
dashboard-bot             echo                  in   403  403  200    in   403  403  422
bot-room-add              echo                  in   403  403  405    in   403  403  422
bot-room-remove           echo                  in   403  403  405    in   403  403  422
dashboard-rooms           -                     in   403  403  200    in   403  403  405
dashboard-room            shed                  in   403  403  200    in   403  403  405
dashboard-member-add      shed                  in   403  403  405    in   403  403  422
dashboard-member-remove   shed,ben              in   403  403  405    in   403  403  302
dashboard-room-archive    shed                  in   403  403  200    in   403  403  302
dashboard-room-restore    shed                  in   403  403  405    in   403  403  302
dashboard-groups          -                     in   403  403  200    in   403  403  422
dashboard-group           ops                   in   403  403  200    in   403  403  422
group-add                 ops                   in   403  403  405    in   403  403  422
group-remove              ops                   in   403  403  405    in   403  403  422
group-delete              ops                   in   403  403  200    in   403  403  302
dashboard-counters        -                     in   403  403  200    in   403  403  405
counter-delete            spades                in   403  403  200    in   403  403  302
announcements             -                     in   403  403  200    in   403  403  405
announcement-new          -                     in   403  403  200    in   403  403  422
announcement-edit         news                  in   403  403  200    in   403  403  422
announcement-withdraw     news                  in   403  403  200    in   403  403  302
dashboard-jobs            -                     in   403  403  200    in   403  403  405
job-retry                 job                   in   403  403  200    in   403  403  302
job-drop                  job                   in   403  403  200    in   403  403  302
dashboard-webhooks        -                     in   403  403  200    in   403  403  405
delivery-again            delivery              in   403  403  405    in   403  403  302
audit                     -                     in   403  403  200    in   403  403  405
audit-csv                 -                     in   403  403  200    in   403  403  405
metrics                   -                     404  404  404  404    404  404  404  404
"""

SOCKETS = """
# path                  out   zoe   ana   sam
/ws/site/               4401  open  open  open
/ws/rooms/lobby/        4401  open  open  open
/ws/rooms/garden/       4401  4403  open  open
/ws/rooms/shed/         4401  4403  open  4403
/ws/threads/beans/      4401  4403  open  open
/ws/counters/           4401  open  open  open
/ws/counters/votes/     4401  open  open  open
/ws/counters/seeds/     4401  4403  open  open
/ws/counters/spades/    4401  4403  open  4403
/ws/dashboard/          4401  4403  4403  open
/ws/tokens/             4401  open  open  open
/ws/bots/{echo}/tokens/ 4401  4403  open  open
/ws/bots/{echo}/webhooks/ 4401  4403  open  open
/ws/rooms/garden/hooks/ 4401  4403  4403  open
/ws/dashboard/groups/   4401  4403  4403  open
/ws/dashboard/groups/{ops}/ 4401  4403  4403  open
/ws/support/{ticket}/   4401  4401  4401  4401
/ws/dashboard/support/  4401  4403  4403  open
/ws/dashboard/support/figures/ 4401 4403 4403 open
/ws/dashboard/support/{ticket}/ 4401 4403 4403 open
/ws/nowhere/            4404  4404  4404  4404
"""

ACTIONS = """
# action            on                    with                 zoe   ana   sam
announcement_read   /ws/site/             announcement=news    done  done  done
read                /ws/site/             notification=bell    done  done  done
read_all            /ws/site/             -                    done  done  done
suggest             /ws/rooms/lobby/      body=@b              done  done  done
post                /ws/rooms/lobby/      body=Hello           done  done  done
again               /ws/rooms/lobby/      body=Hello           done  done  done
edit                /ws/rooms/lobby/      message=theirs       no    done  no
delete              /ws/rooms/lobby/      message=theirs       no    done  done
react               /ws/rooms/lobby/      message=theirs,emoji=👍  done  done  done
unread              /ws/rooms/lobby/      message=theirs       done  done  done
follow              /ws/threads/tea/      follow=on            done  done  done
typing              /ws/rooms/lobby/      -                    done  done  done
bump                /ws/counters/votes/   step=1               no    no    done
set                 /ws/counters/votes/   value=1              no    no    done
reset               /ws/counters/votes/   -                    no    no    done
token_make          /ws/tokens/           name=CI,scopes=read  done  done  done
token_revoke        /ws/tokens/           token=anas           no    done  no
bot_make            /ws/tokens/           username=bo,display_name=Bo,owner=ana  no  no  done
bot_change          /ws/tokens/           bot=echo,display_name=Eco,owner=ana    no  no  done
bot_add             /ws/tokens/           bot=echo,room=lobby  no    no    done
bot_remove          /ws/tokens/           bot=echo,room=lobby  no    no    done
webhook_make        /ws/bots/{echo}/webhooks/   address=http://a.example/,events=every  no done done
webhook_remove      /ws/bots/{echo}/webhooks/   webhook=outgoing  no   done  no
hook_make           /ws/rooms/garden/hooks/     name=Deploys      no   no    done
hook_revoke         /ws/rooms/garden/hooks/     hook=incoming     no   no    done
group_make          /ws/dashboard/groups/        name=devs      no    no    done
group_rename        /ws/dashboard/groups/{ops}/  name=ops2      no    no    done
group_add           /ws/dashboard/groups/{ops}/  person=zoe     no    no    done
group_remove        /ws/dashboard/groups/{ops}/  person=ben     no    no    done
group_delete        /ws/dashboard/groups/{ops}/  -              no    no    done
ticket_take         /ws/dashboard/support/  ticket=ticket      shut  shut  done
ticket_hand_over    /ws/dashboard/support/  ticket=ticket,agent=sam  shut  shut  done
ticket_give_back    /ws/dashboard/support/  ticket=ticket      shut  shut  done
ticket_close        /ws/dashboard/support/  ticket=ticket      shut  shut  done
ticket_reopen       /ws/dashboard/support/  ticket=ticket      shut  shut  done
support_duty        /ws/dashboard/support/  duty=on            shut  shut  done
ticket_urgent       /ws/dashboard/support/  ticket=ticket,urgent=on  shut  shut  done
ticket_snooze       /ws/dashboard/support/  ticket=ticket,minutes=60  shut  shut  no
ticket_tag          /ws/dashboard/support/  ticket=ticket,tag=refund  shut  shut  done
ticket_untag        /ws/dashboard/support/  ticket=ticket,tag=refund  shut  shut  done
ticket_note         /ws/dashboard/support/  ticket=ticket      shut  shut  done
conversation_rate   /ws/support/{ticket}/   rating=5           shut  shut  shut
conversation_end    /ws/support/{ticket}/   -                  shut  shut  shut
"""


def rows(table):
    """{first column: the others}."""
    lines = [line.split() for line in table.splitlines() if line and line[0] != "#"]
    assert len({name for name, *_ in lines}) == len(lines)
    return {name: columns for name, *columns in lines}
